using Microsoft.Win32.SafeHandles;
using Tentacle.Core.Files.Access;
using Tentacle.Platform.Directories;

namespace Tentacle.Core.Files.Content;

/// <summary>
/// Files of <c>/proc</c> and <c>/sys</c>. The kernel generates their content during the read and reports a length of 0. A copy in memory with a known
/// length is sent instead.
/// </summary>
internal static class LengthlessFile
{
    private const int MaxBytes = 16 * 1024 * 1024;
    private const int BlockSize = 64 * 1024;

    /// <summary>Copies a file into memory. Returns null for a file that is really empty, and on systems other than Linux.</summary>
    /// <exception cref="FileRefusedException">The file has more than 16 MiB, or no end.</exception>
    public static (SafeFileHandle Copy, FileStatus Status)? TryCopy(SafeFileHandle file, FileStatus status, FilePlace place)
    {
        var buffer = new byte[BlockSize];
        if (!OperatingSystem.IsLinux() || Read(file, buffer, 0) is var read && read == 0)
        {
            return null;
        }

        var copy = InMemoryFile.Create(place.Name);
        try
        {
            var length = 0L;
            do
            {
                RandomAccess.Write(copy, buffer.AsSpan(0, read), length);
                length += read;
                if (length > MaxBytes)
                {
                    throw new FileRefusedException(
                        FileRefusal.NotRegular,
                        $"'{place.Path}' has more than {MaxBytes / 1024 / 1024} MiB and does not say how much. Use a script to read from it.");
                }
            }
            while ((read = Read(file, buffer, length)) > 0);
            return (copy, status with { Length = length });
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    // A file that cannot be read, or whose read would block, counts as empty.
    private static int Read(SafeFileHandle file, byte[] buffer, long offset)
    {
        try
        {
            return RandomAccess.Read(file, buffer, offset);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return 0;
        }
    }
}
