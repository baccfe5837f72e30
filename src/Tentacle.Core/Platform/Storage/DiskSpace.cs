using System.Runtime.InteropServices;

namespace Tentacle.Core.Platform.Storage;

/// <summary>What is left on the file system that a path lies on.</summary>
public static partial class DiskSpace
{
    /// <summary>Bytes that we may still write.</summary>
    public static long FreeBytes(string path) => new DriveInfo(path).AvailableFreeSpace;

    /// <summary>How many more files can be made, as a share of all that the file system can hold; null where it knows no such limit or we cannot ask.</summary>
    public static double? FreeInodes(string path)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess || statvfs(path, out var status) != 0 || status.Files == 0)
        {
            return null;
        }

        return (double)status.FilesAvailable / status.Files;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statvfs(string path, out Status status);

    // As glibc and musl have it on 64 bits, with room for what comes after.
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct Status
    {
        public ulong BlockSize;
        public ulong FragmentSize;
        public ulong Blocks;
        public ulong BlocksFree;
        public ulong BlocksAvailable;
        public ulong Files;
        public ulong FilesFree;
        public ulong FilesAvailable;
    }
}
