using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tentacle.Core.Platform.Directories;

/// <summary>The kernel's calls that work below an open directory.</summary>
internal static partial class LinuxCalls
{
    public const int WriteAndRead = 0x2;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int PathOnly = 0x200000;
    public const int RemoveDirectory = 0x200;

    private const int EmptyPath = 0x1000;
    private const int LinkItself = 0x100;
    private const uint BasicStatus = 0x7ff;
    private const ulong MountRoot = 0x2000;
    private const int Interrupted = 4;
    private const int NotThere = 2;
    private const int FileTypeMask = 0xF000;
    private const int PermissionMask = 0xFFF;

    // Architectures number these two differently.
    public static int OnlyDirectory { get; } = IsArm ? 0x4000 : 0x10000;

    public static int NoFollow { get; } = IsArm ? 0x8000 : 0x20000;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    public static SafeFileHandle OpenRoot() => Checked(Open("/", PathOnly | OnlyDirectory | CloseOnExec), "/");

    public static SafeFileHandle OpenAt(SafeFileHandle directory, string name, int flags, string path)
    {
        const int readableByAll = 0x1B6;
        int descriptor;
        do
        {
            descriptor = OpenAt(directory, name, flags | NoFollow | CloseOnExec, readableByAll);
        }
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return Checked(descriptor, path);
    }

    /// <returns>False when it is there already.</returns>
    public static bool TryMakeDirectory(SafeFileHandle directory, string name, string path)
    {
        const int exists = 17;
        const int all = 0x1FF;
        if (MakeDirectoryAt(directory, name, all) == 0)
        {
            return true;
        }

        var errno = Marshal.GetLastPInvokeError();
        return errno == exists ? false : throw StorageException.OfErrno(errno, path);
    }

    public static FileStatus? Find(SafeFileHandle directory, string name, string path)
    {
        if (Statx(directory, name, LinkItself, BasicStatus, out var status) == 0)
        {
            return Describe(status);
        }

        var errno = Marshal.GetLastPInvokeError();
        return errno == NotThere ? null : throw StorageException.OfErrno(errno, path);
    }

    public static FileStatus StatusOf(SafeFileHandle file, string path)
    {
        Check(Statx(file, "", EmptyPath, BasicStatus, out var status), path);
        return Describe(status);
    }

    public static void Rename(SafeFileHandle directory, string from, string to, string path) => Check(RenameAt(directory, from, directory, to), path);

    public static void Delete(SafeFileHandle directory, string name, int flags, string path) => Check(UnlinkAt(directory, name, flags), path);

    public static void Flush(SafeFileHandle directory, string path) => Check(FSync(directory), path);

    /// <summary>False when this account may not give files away like that.</summary>
    public static bool TrySetOwner(SafeFileHandle file, uint user, uint group) => ChangeOwner(file, user, group) == 0;

    private static SafeFileHandle Checked(int descriptor, string path) =>
        descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw StorageException.OfErrno(Marshal.GetLastPInvokeError(), path);

    private static void Check(int result, string path)
    {
        if (result != 0)
        {
            throw StorageException.OfErrno(Marshal.GetLastPInvokeError(), path);
        }
    }

    private static FileStatus Describe(in Status status) => new()
    {
        Kind = (status.Mode & FileTypeMask) switch { 0x8000 => FileKind.File, 0x4000 => FileKind.Directory, 0xA000 => FileKind.Link, _ => FileKind.Other },
        Length = (long)status.Size,
        ModifiedAt = Time(status.ModifiedSeconds, status.ModifiedNanoseconds),
        ChangedAt = Time(status.ChangedSeconds, status.ChangedNanoseconds),
        Mode = (UnixFileMode)(status.Mode & PermissionMask),
        User = status.User,
        Group = status.Group,
        Number = status.Number,
        IsMountPoint = (status.Attributes & MountRoot) != 0,
    };

    private static DateTimeOffset Time(long seconds, uint nanoseconds)
    {
        const long first = -62_135_596_800;
        const long last = 253_402_300_799;
        return DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, first, last)).AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
    }

    // struct statx has one layout on all architectures, unlike struct stat.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(8)]
        public ulong Attributes;

        [FieldOffset(20)]
        public uint User;

        [FieldOffset(24)]
        public uint Group;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Number;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(96)]
        public long ChangedSeconds;

        [FieldOffset(104)]
        public uint ChangedNanoseconds;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenAt(SafeFileHandle directory, string name, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeDirectoryAt(SafeFileHandle directory, string name, int mode);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt(SafeFileHandle fromDirectory, string from, SafeFileHandle toDirectory, string to);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnlinkAt(SafeFileHandle directory, string name, int flags);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(SafeFileHandle directory, string name, int flags, uint mask, out Status status);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int ChangeOwner(SafeFileHandle file, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle descriptor);
}
