using Microsoft.Win32.SafeHandles;
using Tentacle.Core.Files.Access;
using Tentacle.Core.Platform.Directories;

namespace Tentacle.Core.Files.Content;

/// <summary>
/// Files of <c>/proc</c> and <c>/sys</c>: the kernel writes them as they are read and says that they have no bytes. What is sent is a copy in memory, whose
/// length is known.
/// </summary>
internal static class LengthlessFile
{
    private const int MostBytes = 16 * 1024 * 1024;
    private const int BlockSize = 64 * 1024;

    /// <summary>Null for a file that is really empty, and where there is no such thing.</summary>
    /// <exception cref="FileRefusedException">It has no end, or more than fits into memory.</exception>
    public static (SafeFileHandle Copy, FileStatus Status)? TryCopy(SafeFileHandle file, FileStatus status, FilePlace place)
    {
        var buffer = new byte[BlockSize];
        if (!OperatingSystem.IsLinux() || Read(file, buffer, 0) is var read && read == 0)
        {
            return null;
        }

        var copy = LinuxCalls.CreateInMemory(place.Name);
        try
        {
            var length = 0L;
            do
            {
                RandomAccess.Write(copy, buffer.AsSpan(0, read), length);
                length += read;
                if (length > MostBytes)
                {
                    throw new FileRefusedException(FileRefusal.NotRegular, $"'{place.Path}' has more than {MostBytes / 1024 / 1024} MiB and does not say how much. Use a script to read from it.");
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

    // What cannot be read, or would have to be waited for, has no content.
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
