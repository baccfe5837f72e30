using System.Runtime.InteropServices;

namespace Tentacle.Platform.Storage;

/// <summary>A symbolic link to a directory beside it. The link is switched atomically: a reader follows either the old or the new target.</summary>
public static partial class AtomicLink
{
    /// <summary>The suffix of a link's name while it is being created. A link with this suffix that remains was left by a crash.</summary>
    public const string TemporarySuffix = ".tmp";

    /// <summary>Points the link to another directory. Windows cannot replace a link, so the link is missing there for a moment.</summary>
    /// <param name="path">The path of the link.</param>
    /// <param name="target">The name of a directory beside the link.</param>
    /// <exception cref="IOException">The link cannot be created or switched.</exception>
    public static void Switch(string path, string target)
    {
        var made = $"{path}.{Guid.NewGuid():N}{TemporarySuffix}";
        Directory.CreateSymbolicLink(made, target);
        try
        {
            if (OperatingSystem.IsWindows())
            {
                if (Find(path) is not null)
                {
                    Directory.Delete(path);
                }

                Directory.Move(made, path);
            }

            // File.Move would follow the link and find no file.
            else if (rename(made, path) != 0)
            {
                throw new IOException(
                    $"The link '{path}' could not be switched to '{target}' (errno {Marshal.GetLastPInvokeError()}). Remove what is in its place.");
            }
        }
        catch
        {
            File.Delete(made);
            throw;
        }

        AtomicFile.FlushDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>The target as it is written in the link; null when there is no link.</summary>
    public static string? Find(string path) => new DirectoryInfo(path).LinkTarget;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rename(string from, string to);
}
