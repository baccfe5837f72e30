using System.IO.Compression;

namespace Tentacle.Testing;

/// <summary>A zip that a test makes: what is in it, and how it lies about itself.</summary>
public sealed class TestPackage
{
    private const int RegularFile = 0x8000;
    private const int SymbolicLink = 0xA000;
    private readonly List<(string Name, byte[] Content, int UnixMode)> _entries = [];

    public TestPackage With(string name, string content, int permissions = 0b110_100_100) => With(name, System.Text.Encoding.UTF8.GetBytes(content), permissions);

    public TestPackage With(string name, byte[] content, int permissions = 0b110_100_100)
    {
        _entries.Add((name, content, RegularFile | permissions));
        return this;
    }

    public TestPackage WithLink(string name, string target)
    {
        _entries.Add((name, System.Text.Encoding.UTF8.GetBytes(target), SymbolicLink | 0b111_111_111));
        return this;
    }

    /// <summary>An entry that says it is something else than a file, a directory or a link.</summary>
    public TestPackage WithType(string name, int type)
    {
        _entries.Add((name, [], type));
        return this;
    }

    /// <summary>Writes it and returns its path.</summary>
    public FileInfo Save(string path)
    {
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            foreach (var (name, content, mode) in _entries)
            {
                var entry = zip.CreateEntry(name);
                entry.ExternalAttributes = mode << 16;
                using var stream = entry.Open();
                stream.Write(content);
            }
        }

        return new FileInfo(path);
    }
}
