namespace Tentacle.Platform.Storage;

/// <summary>Recognizes the exceptions that report a full disk.</summary>
public static class DiskFull
{
    /// <summary>EFBIG: the file has reached its own size limit, even if the disk has free space.</summary>
    internal const int FileTooLarge = 27;

    // ENOSPC and EDQUOT, which the runtime passes on, and ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL.
    private const int NoSpace = 28;
    private const int OverQuota = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>The HResult for exceptions of this project that report a full disk.</summary>
    public const int Code = WindowsDiskFull;

    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    // The first case is how the streams of .NET report EFBIG; see FileBytes.
    public static bool Is(Exception exception) =>
        exception is ArgumentOutOfRangeException { ParamName: "value" }
        || (exception is IOException && exception.HResult is NoSpace or OverQuota or FileTooLarge or WindowsDiskFull or WindowsHandleDiskFull);
}
