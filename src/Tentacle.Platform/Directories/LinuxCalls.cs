using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Tentacle.Platform.Directories;

/// <summary>The system calls that work relative to an open directory.</summary>
internal static partial class LinuxCalls
{
    public const int WriteAndRead = 0x2;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int PathOnly = 0x200000;
    public const int RemoveDirectory = 0x200;

    private const uint CloseOnExecInMemory = 1;
    private const int EmptyPath = 0x1000;
    public const int LinkItself = 0x100;
    private const uint BasicStatus = 0x7ff;
    private const ulong MountRoot = 0x2000;
    private const int Interrupted = 4;
    private const int NotThere = 2;
    private const int FileTypeMask = 0xF000;
    private const int PermissionMask = 0xFFF;
    private const int MaxPathLength = 4096;
    private const int AtCurrentDirectory = -100;

    // The values of these two flags depend on the architecture.
    public static int OnlyDirectory { get; } = IsArm ? 0x4000 : 0x10000;

    public static int NoFollow { get; } = IsArm ? 0x8000 : 0x20000;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    public static SafeFileHandle OpenRoot() => Checked(Open("/\0"u8, PathOnly | OnlyDirectory | CloseOnExec), "/");

    public static SafeFileHandle OpenAt(SafeFileHandle directory, string name, int flags, string path)
    {
        const int readableByAll = 0x1B6;
        int descriptor;
        do
        {
            descriptor = OpenAt(directory, FileNameBytes.Terminated(name), flags | NoFollow | CloseOnExec, readableByAll);
        }
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return Checked(descriptor, path);
    }

    /// <returns>False when the directory exists already.</returns>
    public static bool TryMakeDirectory(SafeFileHandle directory, string name, string path)
    {
        const int exists = 17;
        const int all = 0x1FF;
        if (MakeDirectoryAt(directory, FileNameBytes.Terminated(name), all) == 0)
        {
            return true;
        }

        var errno = Marshal.GetLastPInvokeError();
        return errno == exists ? false : throw StorageException.OfErrno(errno, path);
    }

    public static FileStatus? Find(SafeFileHandle directory, string name, string path)
    {
        if (Statx(directory, FileNameBytes.Terminated(name), LinkItself, BasicStatus, out var status) == 0)
        {
            return Describe(status);
        }

        var errno = Marshal.GetLastPInvokeError();
        return errno == NotThere ? null : throw StorageException.OfErrno(errno, path);
    }

    public static FileStatus StatusOf(SafeFileHandle file, string path)
    {
        Check(Statx(file, "\0"u8, EmptyPath, BasicStatus, out var status), path);
        return Describe(status);
    }

    public static void Rename(SafeFileHandle directory, string from, string to, string path) =>
        Check(RenameAt(directory, FileNameBytes.Terminated(from), directory, FileNameBytes.Terminated(to)), path);

    public static void Delete(SafeFileHandle directory, string name, int flags, string path) =>
        Check(UnlinkAt(directory, FileNameBytes.Terminated(name), flags), path);

    /// <summary>Deletes an entry. Returns 0 on success, otherwise errno.</summary>
    /// <param name="name">The name with a zero byte at its end, as in all calls that take bytes.</param>
    public static int TryDelete(SafeFileHandle directory, ReadOnlySpan<byte> name, int flags) =>
        UnlinkAt(directory, name, flags) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Opens an entry. Returns 0 on success, otherwise errno.</summary>
    public static int TryOpen(SafeFileHandle directory, ReadOnlySpan<byte> name, int flags, out SafeFileHandle handle)
    {
        int descriptor;
        do
        {
            descriptor = OpenAt(directory, name, flags | NoFollow | CloseOnExec, 0);
        }
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        handle = new SafeFileHandle(descriptor, ownsHandle: true);
        return descriptor >= 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>The status of an entry; null when it cannot be read.</summary>
    public static FileStatus? TryFind(SafeFileHandle directory, ReadOnlySpan<byte> name) =>
        Statx(directory, name, name.Length == 1 ? EmptyPath : LinkItself, BasicStatus, out var status) == 0 ? Describe(status) : null;

    /// <summary>Fills the buffer with entries of a directory, as <c>linux_dirent64</c> structures of the kernel.</summary>
    /// <returns>The number of bytes read; 0 at the end; a negated errno on failure.</returns>
    public static int ReadEntries(SafeFileHandle directory, Span<byte> buffer)
    {
        // Some C libraries have no wrapper for this call, so it is made by its number.
        var read = SystemCall(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 61 : 217, directory, buffer, buffer.Length);
        return read >= 0 ? (int)read : -Marshal.GetLastPInvokeError();
    }

    /// <summary>The error message of the last call that failed on this thread.</summary>
    public static string LastReason => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    /// <summary>Opens a file for reading without waiting for the writer of a pipe; null when that fails, with the reason in <paramref name="error"/>.</summary>
    public static SafeFileHandle? TryOpenRecord(string path, bool followLink, out StorageError error)
    {
        int descriptor;
        do
        {
            descriptor = Open(FileNameBytes.Terminated(path), NonBlocking | CloseOnExec | (followLink ? 0 : NoFollow));
        }
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        error = descriptor >= 0 ? StorageError.Failed : StorageException.ErrorOf(Marshal.GetLastPInvokeError());
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : null;
    }

    /// <summary>True when an entry with that name exists.</summary>
    public static bool Exists(string path) => StatusOf(path, LinkItself) is not null;

    /// <summary>The status of a path, after following links unless the flags say otherwise; null when it cannot be read.</summary>
    public static FileStatus? StatusOf(string path, int flags = 0) =>
        Statx(AtCurrentDirectory, FileNameBytes.Terminated(path), flags, BasicStatus, out var status) == 0 ? Describe(status) : null;

    public static void Move(SafeFileHandle fromDirectory, string from, SafeFileHandle toDirectory, string to, string path) =>
        Check(RenameAt(fromDirectory, FileNameBytes.Terminated(from), toDirectory, FileNameBytes.Terminated(to)), path);

    /// <summary>The target of a link; null when the path is not a link or cannot be read.</summary>
    public static string? FindLinkTarget(string path)
    {
        Span<byte> target = stackalloc byte[MaxPathLength];
        var length = ReadLink(FileNameBytes.Terminated(path), target, (nuint)target.Length);
        return length < 0 ? null : FileNameBytes.Decode(target[..(int)length]);
    }

    /// <summary>Sets the mode of an open directory, whatever flags it was opened with. The system may refuse it; that is ignored.</summary>
    public static void TrySetMode(SafeFileHandle directory, UnixFileMode mode) =>
        _ = ChangeMode(Encoding.ASCII.GetBytes($"/proc/self/fd/{directory.DangerousGetHandle()}\0"), (uint)mode);

    public static void Flush(SafeFileHandle directory, string path) => Check(FSync(directory), path);

    /// <summary>Creates a file in memory that disappears when it is closed.</summary>
    public static SafeFileHandle CreateInMemory(string name) => Checked(MemoryFile(name, CloseOnExecInMemory), name);

    /// <summary>Sets the owner and group of a file. Returns false when this account is not allowed to.</summary>
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
        Device = ((ulong)status.DeviceMajor << 32) | status.DeviceMinor,
        Names = status.Names,
        IsMountPoint = (status.Attributes & MountRoot) != 0,
    };

    private static DateTimeOffset Time(long seconds, uint nanoseconds)
    {
        const long first = -62_135_596_800;
        const long last = 253_402_300_799;
        return DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, first, last)).AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
    }

    // struct statx has the same layout on all architectures, unlike struct stat.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(8)]
        public ulong Attributes;

        [FieldOffset(16)]
        public uint Names;

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

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int Open(ReadOnlySpan<byte> path, int flags);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial int OpenAt(SafeFileHandle directory, ReadOnlySpan<byte> name, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    private static partial int MakeDirectoryAt(SafeFileHandle directory, ReadOnlySpan<byte> name, int mode);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true)]
    private static partial int RenameAt(SafeFileHandle fromDirectory, ReadOnlySpan<byte> from, SafeFileHandle toDirectory, ReadOnlySpan<byte> to);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    private static partial int UnlinkAt(SafeFileHandle directory, ReadOnlySpan<byte> name, int flags);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int Statx(SafeFileHandle directory, ReadOnlySpan<byte> name, int flags, uint mask, out Status status);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int ChangeOwner(SafeFileHandle file, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemoryFile(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle descriptor);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int Statx(int directory, ReadOnlySpan<byte> name, int flags, uint mask, out Status status);

    [LibraryImport("libc", EntryPoint = "readlink", SetLastError = true)]
    private static partial nint ReadLink(ReadOnlySpan<byte> path, Span<byte> target, nuint size);

    [LibraryImport("libc", EntryPoint = "chmod", SetLastError = true)]
    private static partial int ChangeMode(ReadOnlySpan<byte> path, uint mode);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, SafeFileHandle descriptor, Span<byte> buffer, nint size);
}
