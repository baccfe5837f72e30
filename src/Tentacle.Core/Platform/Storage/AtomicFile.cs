using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tentacle.Core.Platform.Storage;

/// <summary>Files that are there whole or not at all, whenever the power goes.</summary>
public static partial class AtomicFile
{
    // O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC of Linux.
    private const int NewFlags = 0x1 | 0x40 | 0x80 | 0x80000;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Replaces the file: a temporary one beside it is written, flushed to the disk and renamed; the old content stays until then.</summary>
    /// <param name="mode">Of the new file; on Windows the directory's permissions apply.</param>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode = OwnerOnly)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = OpenNew(temporary, mode))
            {
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

        FlushDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Writes a file that must not be there yet and flushes it to the disk. The directory is not flushed: see <see cref="FlushDirectory"/>.</summary>
    /// <exception cref="IOException">The file is there already, or cannot be written.</exception>
    public static void WriteNew(string path, ReadOnlySpan<byte> content, UnixFileMode mode = OwnerOnly)
    {
        using var file = OpenNew(path, mode);
        FileBytes.Write(file, content, 0);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Opens a file that must not be there yet.</summary>
    /// <exception cref="IOException">The file is there already, or cannot be made.</exception>
    public static SafeFileHandle OpenNew(string path, UnixFileMode mode = OwnerOnly)
    {
        // Whoever opened it while it was wider could read all that is written afterwards. What fails here fails again below, with its exception.
        if (OperatingSystem.IsLinux() && OpenNew(path, NewFlags, (int)OwnerOnly) is var descriptor and >= 0)
        {
            var made = new SafeFileHandle(descriptor, ownsHandle: true);
            if (mode != OwnerOnly)
            {
                File.SetUnixFileMode(made, mode);
            }

            return made;
        }

        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, mode);
        }

        return file;
    }

    /// <summary>Makes what was created, renamed or deleted in a directory last through a power cut. Windows does that by itself.</summary>
    public static void FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var handle = OpenDirectory(path);
        if (FSync(handle) != 0)
        {
            throw new IOException($"The directory '{path}' could not be flushed to the disk (errno {Marshal.GetLastPInvokeError()}).");
        }
    }

    // File.OpenHandle refuses directories, so the descriptor is made here.
    internal static SafeFileHandle OpenDirectory(string path)
    {
        var descriptor = Open(path, DirectoryFlags);
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new IOException($"The directory '{path}' could not be opened to flush it (errno {Marshal.GetLastPInvokeError()}).");
    }

    // O_RDONLY | O_DIRECTORY | O_CLOEXEC; Linux on arm64 and macOS number O_DIRECTORY and O_CLOEXEC differently.
    private static int DirectoryFlags =>
        OperatingSystem.IsMacOS() ? 0x100000 | 0x1000000
        : RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x4000 | 0x80000
        : 0x10000 | 0x80000;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenNew(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle descriptor);
}
