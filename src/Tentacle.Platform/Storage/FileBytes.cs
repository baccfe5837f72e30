using Microsoft.Win32.SafeHandles;

namespace Tentacle.Platform.Storage;

/// <summary>
/// Writes to files. .NET reports EFBIG (the file exceeds <c>ulimit -f</c> or the limit of its file system) as an invalid argument. These methods report it as
/// an <see cref="IOException"/> that <see cref="DiskFull"/> recognizes.
/// </summary>
public static class FileBytes
{
    /// <summary>Writes all bytes.</summary>
    /// <exception cref="IOException">Not all bytes could be written; some may have been.</exception>
    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(file, bytes, offset);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw TooLarge(e);
        }
    }

    /// <summary>Writes all bytes.</summary>
    /// <exception cref="IOException">Not all bytes could be written; some may have been.</exception>
    public static async ValueTask WriteAsync(SafeFileHandle file, ReadOnlyMemory<byte> bytes, long offset, CancellationToken cancellationToken)
    {
        try
        {
            await RandomAccess.WriteAsync(file, bytes, offset, cancellationToken);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw TooLarge(e);
        }
    }

    /// <summary>Creates or overwrites a file, with the default mode of the process.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void WriteAll(string path, ReadOnlySpan<byte> content)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        Write(file, content, 0);
    }

    private static IOException TooLarge(ArgumentOutOfRangeException e) =>
        new("The file is larger than this process may make one ('ulimit -f'), or than its file system can hold.", e) { HResult = DiskFull.FileTooLarge };
}
