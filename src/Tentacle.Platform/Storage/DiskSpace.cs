using System.Runtime.InteropServices;

namespace Tentacle.Platform.Storage;

/// <summary>The free space of the file system that holds a path.</summary>
public static partial class DiskSpace
{
    /// <summary>The bytes that this account can still write.</summary>
    public static long FreeBytes(string path) => new DriveInfo(path).AvailableFreeSpace;

    /// <summary>
    /// The free inodes as a share of all inodes of the file system; null when the file system has no such limit or the system cannot be queried.
    /// </summary>
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

    // struct statvfs of glibc and musl on 64 bits, with room for the fields that follow.
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
