namespace Tentacle.Platform.Directories;

/// <summary>A failure of the file system, with its reason and the path.</summary>
public sealed class StorageException : IOException
{
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    public StorageException(StorageError error, string path, string reason)
        : base($"{path}: {reason}") => (Error, Path) = (error, path);

    public StorageException(StorageError error, string path, Exception inner)
        : base($"{path}: {inner?.Message}", inner) => (Error, Path) = (error, path);

    public StorageException()
        : this(StorageError.Failed, "", "")
    {
    }

    public StorageException(string message)
        : this(StorageError.Failed, "", message)
    {
    }

    public StorageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public StorageError Error { get; } = StorageError.Failed;

    public string Path { get; } = "";

    /// <summary>Converts an exception of .NET and classifies its reason.</summary>
    public static StorageException From(Exception thrown, string path) => thrown as StorageException ?? new StorageException(ErrorOf(thrown), path, thrown);

    /// <summary>Converts an errno of Linux.</summary>
    internal static StorageException OfErrno(int errno, string path) =>
        new(ErrorOf(errno), RawNames.Show(path), System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(errno));

    private static StorageError ErrorOf(Exception thrown) => thrown switch
    {
        UnauthorizedAccessException => StorageError.AccessDenied,
        FileNotFoundException or DirectoryNotFoundException => StorageError.NotFound,
        PathTooLongException => StorageError.TooLong,

        // .NET reports EFBIG this way: the file exceeds the limit of the process or the file system.
        ArgumentOutOfRangeException => StorageError.Full,
        IOException { HResult: WindowsDiskFull or WindowsHandleDiskFull } => StorageError.Full,
        IOException e when !OperatingSystem.IsWindows() => ErrorOf(e.HResult),
        _ => StorageError.Failed,
    };

    internal static StorageError ErrorOf(int errno) => errno switch
    {
        2 => StorageError.NotFound,
        17 => StorageError.Exists,
        1 or 13 => StorageError.AccessDenied,
        30 => StorageError.ReadOnly,
        20 => StorageError.NotDirectory,
        21 => StorageError.IsDirectory,
        39 => StorageError.NotEmpty,
        36 => StorageError.TooLong,
        27 or 28 or 122 => StorageError.Full,
        40 => StorageError.Link,
        16 or 26 => StorageError.Busy,
        _ => StorageError.Failed,
    };
}
