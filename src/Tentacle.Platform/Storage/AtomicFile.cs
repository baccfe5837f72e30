using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tentacle.Platform.Storage;

/// <summary>Writes files atomically: after a power failure the file has either its complete old content or its complete new content.</summary>
public static partial class AtomicFile
{
    // O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC of Linux.
    private const int NewFlags = 0x1 | 0x40 | 0x80 | 0x80000;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Replaces the file. The content is written to a temporary file in the same directory, flushed to the disk and renamed; the old content remains until
    /// then.
    /// </summary>
    /// <param name="path">The file to replace.</param>
    /// <param name="content">The new content.</param>
    /// <param name="mode">The mode of the new file. On Windows the directory's permissions apply.</param>
    /// <param name="prepare">Receives the new file before the content is written, for example to change its owner. Null for nothing.</param>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode = OwnerOnly, Action<SafeFileHandle>? prepare = null)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = OpenNew(temporary, mode))
            {
                prepare?.Invoke(file);
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

    /// <summary>Writes a file that must not exist and flushes it to the disk. The directory is not flushed: see <see cref="FlushDirectory"/>.</summary>
    /// <exception cref="IOException">The file exists already or cannot be written.</exception>
    public static void WriteNew(string path, ReadOnlySpan<byte> content, UnixFileMode mode = OwnerOnly)
    {
        using var file = OpenNew(path, mode);
        FileBytes.Write(file, content, 0);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Creates a file that must not exist, and opens it for writing.</summary>
    /// <exception cref="IOException">The file exists already or cannot be created.</exception>
    public static SafeFileHandle OpenNew(string path, UnixFileMode mode = OwnerOnly)
    {
        // The file is created with its narrow mode: a process that opens it while the mode is wider can read everything that is written later. If this call
        // fails, the code below fails with the proper exception.
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

    /// <summary>
    /// Flushes a directory to the disk, so that created, renamed and deleted entries survive a power failure. Does nothing on Windows, which does this itself.
    /// </summary>
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

    /// <summary>Opens a directory for a flush or a lock. <see cref="File.OpenHandle"/> rejects directories.</summary>
    /// <exception cref="IOException">The directory cannot be opened.</exception>
    public static SafeFileHandle OpenDirectory(string path)
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
