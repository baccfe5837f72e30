using System.Runtime.InteropServices;
using Tentacle.Core.Platform.Storage;

namespace Tentacle.Core.Platform.Directories;

/// <summary>Directories that appear whole: made under another name, then renamed.</summary>
public static partial class AtomicDirectory
{
    private const int CurrentDirectory = -100;
    private const uint RenameExchange = 2;

    /// <summary>Gives a directory its name, once all that is in it is on the disk.</summary>
    /// <exception cref="IOException">Something has that name already, or it cannot be renamed.</exception>
    public static void Publish(string made, string name)
    {
        FlushAll(made);
        Directory.Move(made, name);
        AtomicFile.FlushDirectory(Path.GetDirectoryName(name)!);
    }

    /// <summary>
    /// Puts a directory in the place of another, which is deleted. On Linux nobody sees a moment without the one or the other; elsewhere there is one,
    /// between two renames.
    /// </summary>
    /// <returns>What of the old one could not be deleted; it is where the new one was made.</returns>
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

    /// <summary>Deletes a directory so that half of it is never seen under its name.</summary>
    /// <param name="name">The directory.</param>
    /// <param name="discarded">A free name beside it.</param>
    /// <returns>What could not be deleted; it has the other name.</returns>
    /// <exception cref="IOException">It cannot be renamed, and is as it was.</exception>
    public static DirectoryRemains? Delete(string name, string discarded)
    {
        Directory.Move(name, discarded);
        return DirectoryRemoval.Remove(discarded);
    }

    /// <summary>
    /// Puts all that is in a directory on the disk, by one call for the whole file system: a flush per file would take minutes for a hundred thousand. On
    /// Windows, which has no such call, nothing.
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
