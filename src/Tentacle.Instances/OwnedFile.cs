using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tentacle.Platform.Storage;

namespace Tentacle.Instances;

/// <summary>
/// Writes files that keep their owner. Root may change the settings of an agent that runs as another account, and the agent must still be able to
/// read them.
/// </summary>
public static partial class OwnedFile
{
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMac = 35;
    private const int SharingViolation = unchecked((int)0x80070020);

    /// <summary>Replaces the whole file, owner-only, and keeps its owner. A new file created by root belongs to the owner of its directory.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content) => AtomicFile.Write(path, content, prepare: file => TakeOwnerOf(path, file));

    /// <summary>Creates an empty, owner-only file for the owner of the file that it guards. Does nothing when the file exists.</summary>
    /// <exception cref="IOException">The file cannot be created.</exception>
    internal static void Make(string path, string guarded)
    {
        // The owner is set only on a file that was created here. An account that may write the directory could have placed a link to a file of root
        // at this path.
        try
        {
            using var created = AtomicFile.OpenNew(path);
            TakeOwnerOf(guarded, created);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process created the file first.
        }
    }

    /// <summary>Changes the owner of a directory that root has just created to the owner of its parent directory.</summary>
    internal static void TakeOwnerOfParent(string directory)
    {
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess
            && Statx(AtCurrentDirectory, Path.GetDirectoryName(directory)!, 0, UserAndGroup, out var status) == 0
            && ChangeOwnerOfLink(directory, status.User, status.Group) != 0)
        {
            throw new IOException($"The directory '{directory}' could not be given to the owner of its parent (errno {Marshal.GetLastPInvokeError()}).");
        }
    }

    /// <summary>True when opening failed only because another process holds the file.</summary>
    internal static bool IsHeldElsewhere(IOException reason) => reason.HResult is WouldBlockOnLinux or WouldBlockOnMac or SharingViolation;

    // Only root can change the owner of a file, and the owner is read only on Linux.
    private static void TakeOwnerOf(string path, SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return;
        }

        var owned = File.Exists(path) ? path : Path.GetDirectoryName(path)!;
        if (Statx(AtCurrentDirectory, owned, 0, UserAndGroup, out var status) == 0 && ChangeOwner(file, status.User, status.Group) != 0)
        {
            throw new IOException($"The owner of '{path}' could not be kept (errno {Marshal.GetLastPInvokeError()}).");
        }
    }

    private const int AtCurrentDirectory = -100;
    private const uint UserAndGroup = 0x8 | 0x10;

    // struct statx has one layout on all architectures, unlike struct stat.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct FileStatus
    {
        [FieldOffset(20)]
        public uint User;

        [FieldOffset(24)]
        public uint Group;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, out FileStatus status);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int ChangeOwner(SafeFileHandle file, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwnerOfLink(string path, uint user, uint group);
}
