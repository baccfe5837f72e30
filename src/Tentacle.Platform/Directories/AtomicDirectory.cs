using System.Runtime.InteropServices;
using Tentacle.Platform.Storage;

namespace Tentacle.Platform.Directories;

/// <summary>Publishes directories atomically: each is prepared under another name and then renamed.</summary>
public static partial class AtomicDirectory
{
    private const int CurrentDirectory = -100;
    private const uint RenameExchange = 2;

    /// <summary>Flushes the content of a directory to the disk and then gives the directory its final name.</summary>
    /// <exception cref="IOException">The name exists already, or the directory cannot be renamed.</exception>
    public static void Publish(string made, string name)
    {
        FlushAll(made);
        Directory.Move(made, name);
        AtomicFile.FlushDirectory(Path.GetDirectoryName(name)!);
    }

    /// <summary>
    /// Replaces a directory by another and deletes the old one. On Linux the two are exchanged atomically. On other systems there is a moment between two
    /// renames in which neither has the name.
    /// </summary>
    /// <returns>
    /// The entries of the old directory that could not be deleted, under the path where the new directory was prepared; null when all are deleted.
    /// </returns>
    public static DirectoryRemains? Replace(string made, string name)
    {
        if (!Directory.Exists(name))
        {
            Publish(made, name);
            return null;
        }

        FlushAll(made);
        if (!OperatingSystem.IsLinux() || renameat2(CurrentDirectory, made, CurrentDirectory, name, RenameExchange) != 0)
        {
            var old = made + ".old";
            Directory.Move(name, old);
            Directory.Move(made, name);
            Directory.Move(old, made);
        }

        AtomicFile.FlushDirectory(Path.GetDirectoryName(name)!);
        return DirectoryRemoval.Remove(made);
    }

    /// <summary>Deletes a directory. The directory is renamed first, so that a partly deleted directory never has its original name.</summary>
    /// <param name="name">The path of the directory.</param>
    /// <param name="discarded">An unused path in the same parent directory.</param>
    /// <returns>The entries that could not be deleted, under the path <paramref name="discarded"/>; null when all are deleted.</returns>
    /// <exception cref="IOException">The directory cannot be renamed and is unchanged.</exception>
    public static DirectoryRemains? Delete(string name, string discarded)
    {
        Directory.Move(name, discarded);
        return DirectoryRemoval.Remove(discarded);
    }

    /// <summary>
    /// Flushes the content of a directory to the disk with one call for the whole file system, because one flush per file would take minutes for a hundred
    /// thousand files. Does nothing on Windows, which has no such call.
    /// </summary>
    public static void FlushAll(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        if (OperatingSystem.IsLinux())
        {
            using var handle = AtomicFile.OpenDirectory(directory);
            if (syncfs(handle.DangerousGetHandle().ToInt32()) == 0)
            {
                return;
            }
        }

        sync();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int syncfs(int descriptor);

    [LibraryImport("libc")]
    private static partial void sync();

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int renameat2(int fromDirectory, string from, int toDirectory, string to, uint flags);
}
