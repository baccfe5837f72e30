using System.Text;
using Tentacle.Archives;

namespace Tentacle.Core.Packages.Substitution;

/// <summary>Replaces variables in the files of an extracted package.</summary>
internal static class FileSubstitution
{
    // A file is in memory twice, as bytes and as text.
    private const long MaxLength = 32L << 20;
    private const int Shown = 10;
    private static readonly EnumerationOptions FilesOnly = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <param name="directory">The directory of the package.</param>
    /// <param name="patterns">The patterns of the files.</param>
    /// <param name="say">Receives one line about each file.</param>
    /// <exception cref="PackageException">A file is too long, cannot be written, or has an encoding that cannot represent a value.</exception>
    public static void Run(string directory, IReadOnlyList<string> patterns, Variables variables, Action<string> say)
    {
        foreach (var pattern in patterns)
        {
            var matching = new FilePattern(pattern);
            var files = Directory.EnumerateFiles(directory, "*", FilesOnly)
                .Select(path => (Path: path, Name: Path.GetRelativePath(directory, path).Replace(Path.DirectorySeparatorChar, '/')))
                .Where(file => matching.IsMatch(file.Name))
                .OrderBy(file => file.Name, StringComparer.Ordinal)
                .ToList();
            if (files.Count == 0)
            {
                say($"No file of the package matches '{pattern}'.");
            }

            foreach (var (path, name) in files)
            {
                say(Substitute(path, name, variables));
            }
        }
    }

    private static string Substitute(string path, string name, Variables variables)
    {
        if (new FileInfo(path).Length > MaxLength)
        {
            throw new PackageException($"'{name}' is longer than {MaxLength} bytes, the most that variables are put into. Narrow 'substituteIn'.");
        }

        if (EncodedText.TryRead(File.ReadAllBytes(path)) is not { } content)
        {
            return $"'{name}' is not text: left as it is.";
        }

        var (text, count, unknown, loops) = variables.Replace(content.Text);
        if (count > 0)
        {
            Write(path, name, content with { Text = text });
        }

        var left = unknown.Count == 0 ? "" : $"; not known and left: {string.Join(", ", unknown.Take(Shown))}";
        return $"'{name}': {count} variable(s) put in{left}.{string.Concat(loops.Take(Shown).Select(loop => $" Left: {loop}"))}";
    }

    private static void Write(string path, string name, EncodedText content)
    {
        try
        {
            File.WriteAllBytes(path, content.ToBytes());
        }
        catch (EncoderFallbackException)
        {
            throw new PackageException(
                $"'{name}' is written in an encoding of single bytes that cannot hold a character of one of the variables. Save the file as UTF-8.");
        }
        catch (UnauthorizedAccessException e)
        {
            throw new PackageException($"'{name}' cannot be written: {e.Message}", e);
        }
    }
}
