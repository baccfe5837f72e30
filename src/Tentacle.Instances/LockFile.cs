using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Storage;

namespace Tentacle.Instances;

/// <summary>
/// A file lock that the system releases when its holder ends for any reason (flock(2); on Windows, a file that is opened exclusively). Any account
/// that can open the file can hold the lock, so only the owner may open it. The file is created with that mode, reset to it when its mode is wider,
/// and never opened through a link.
/// </summary>
public sealed partial class LockFile : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int ExclusiveWithoutWaiting = 2 | 4;
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMac = 35;
    private const int Interrupted = 4;

    private LockFile(SafeFileHandle file) => Handle = file;

    /// <summary>The file, open for reading and writing.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Takes the lock; null when another process holds it.</summary>
    /// <param name="path">The path of the lock file. It is created when it does not exist.</param>
    /// <param name="guarded">The file that the lock guards. A new lock file gets the owner of this file, or of its directory.</param>
    /// <exception cref="IOException">The lock file cannot be opened or created, or is not a regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">The lock file belongs to another account.</exception>
    public static LockFile? TryTake(string path, string guarded)
    {
        while (true)
        {
            var file = Open(path, guarded);
            try
            {
                if (file is null || !TryLock(file, path))
                {
                    file?.Dispose();
                    return null;
                }

                // A lock file that was removed in the meantime does not exclude other processes.
                if (OperatingSystem.IsWindows() || IsStillThere(file, path))
                {
                    return new LockFile(file);
                }

                file.Dispose();
            }
            catch
            {
                file?.Dispose();
                throw;
            }
        }
    }

    /// <summary>Takes the lock of a directory itself; null when another process holds it, and on Windows, which has no such lock.</summary>
    public static LockFile? TryTakeDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var directory = AtomicFile.OpenDirectory(path);
        if (TryLock(directory, path))
        {
            return new LockFile(directory);
        }

        directory.Dispose();
        return null;
    }

    public void Dispose() => Handle.Dispose();

    private static SafeFileHandle? Open(string path, string guarded)
    {
        while (true)
        {
            try
            {
                return OperatingSystem.IsWindows()
                    ? File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read)
                    : OpenOwn(path);
            }
            catch (IOException e) when (e is FileNotFoundException or StorageException { Error: StorageError.NotFound })
            {
                OwnedFile.Make(path, guarded);
            }
            catch (StorageException e) when (e.Error == StorageError.AccessDenied)
            {
                throw new UnauthorizedAccessException($"Access to the path '{path}' is denied.", e);
            }
            catch (IOException e) when (OwnedFile.IsHeldElsewhere(e))
            {
                return null;
            }
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static SafeFileHandle OpenOwn(string path)
    {
        using var directory = DirectoryOf(path);
        var file = directory.OpenForWriting(Path.GetFileName(path));
        try
        {
            if (OpenDirectory.StatusOf(file, path).Kind != FileKind.File)
            {
                throw new IOException($"'{path}' is not a regular file. Remove what is in its place.");
            }

            if (File.GetUnixFileMode(file) != OwnerOnly)
            {
                File.SetUnixFileMode(file, OwnerOnly);
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static bool TryLock(SafeFileHandle file, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        while (flock(file, ExclusiveWithoutWaiting) != 0)
        {
            switch (Marshal.GetLastPInvokeError())
            {
                case Interrupted:
                    break;
                case WouldBlockOnLinux or WouldBlockOnMac:
                    return false;
                default:
                    throw new IOException(
                        $"'{path}' cannot be locked: {Marshal.GetLastPInvokeErrorMessage()} (errno {Marshal.GetLastPInvokeError()}). "
                        + "Use a file system that knows flock.");
            }
        }

        return true;
    }

    private static bool IsStillThere(SafeFileHandle file, string path)
    {
        using var directory = DirectoryOf(path);
        return directory.Find(Path.GetFileName(path)) is { } now && now.Number == OpenDirectory.StatusOf(file, path).Number;
    }

    private static OpenDirectory DirectoryOf(string path) => OpenDirectory.Open(RealPath.Resolve(Path.GetDirectoryName(path)!));

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeFileHandle file, int operation);
}
