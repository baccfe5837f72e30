using System.Runtime.InteropServices;

namespace Tentacle.Core.Platform.Storage;

/// <summary>A symbolic link to a directory beside it, switched in one step: whoever follows it gets the old or the new one.</summary>
public static partial class AtomicLink
{
    /// <summary>Ends the name of a link that is being made; one that stays was left by a crash.</summary>
    public const string TemporarySuffix = ".tmp";

    /// <summary>Points the link to another directory. On Windows, which cannot replace a link, it is missing for a moment.</summary>
    /// <param name="path">Of the link.</param>
    /// <param name="target">A name in the link's directory.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
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

            // File.Move would look through the link and find no file.
            else if (rename(made, path) != 0)
            {
                throw new IOException($"The link '{path}' could not be switched to '{target}' (errno {Marshal.GetLastPInvokeError()}). Remove what is in its place.");
            }
        }
        catch
        {
            File.Delete(made);
            throw;
        }

        AtomicFile.FlushDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>What the link points to, as it is written in it; null when there is no link.</summary>
    public static string? Find(string path) => new DirectoryInfo(path).LinkTarget;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rename(string from, string to);
}
