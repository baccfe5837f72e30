using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tentacle.Core.Platform.Storage;

namespace Tentacle.Core.Instances;

/// <summary>
/// Files that keep their owner: root may change the settings of an agent that runs as another account, and the agent must still be able
/// to read them.
/// </summary>
public static partial class OwnedFile
{
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMac = 35;
    private const int SharingViolation = unchecked((int)0x80070020);

    /// <summary>Replaces the file whole, owner-only, for the owner it had; a new one belongs to the owner of its directory when root makes it.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = AtomicFile.OpenNew(temporary))
            {
                TakeOwnerOf(path, file);
                FileBytes.Write(file, content, 0);
                RandomAccess.FlushToDisk(file);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        AtomicFile.FlushDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Makes an empty file, owner-only, for the owner of the file that it guards; nothing when it is there already.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    internal static void Make(string path, string guarded)
    {
        // Made anew and only then given away: who may write the directory could have put a link to a file of root's here.
        try
        {
            using var created = AtomicFile.OpenNew(path);
            TakeOwnerOf(guarded, created);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was quicker.
        }
    }

    /// <summary>Gives a directory that root has just made in another account's directory to that account.</summary>
    internal static void TakeOwnerOfParent(string directory)
    {
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess
            && Statx(AtCurrentDirectory, Path.GetDirectoryName(directory)!, 0, UserAndGroup, out var status) == 0
            && ChangeOwnerOfLink(directory, status.User, status.Group) != 0)
        {
            throw new IOException($"The directory '{directory}' could not be given to the owner of its parent (errno {Marshal.GetLastPInvokeError()}).");
        }
    }

    /// <summary>True when opening failed only because another process has the file.</summary>
    internal static bool IsHeldElsewhere(IOException reason) => reason.HResult is WouldBlockOnLinux or WouldBlockOnMac or SharingViolation;

    // Only root can give files away, and only Linux is asked who owns one.
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
