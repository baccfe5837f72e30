using Tentacle.Testing;

namespace Tentacle.Archives.Tests;

/// <summary>What becomes of an archive that a test has in memory.</summary>
internal sealed class ExtractedArchive : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public ExtractedArchive(byte[] archive, ArchiveLimits? limits = null, List<long>? progress = null)
    {
        File.WriteAllBytes(_directory["archive"], archive);
        try
        {
            (Files, Bytes) = ArchiveExtraction.Run(
                _directory["archive"], Root, limits ?? new ArchiveLimits(), read => progress?.Add(read), TestContext.Current.CancellationToken);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int Files { get; }

    public long Bytes { get; }

    public string Root => _directory["out"];

    /// <summary>Names of its files and links, and of directories that are empty.</summary>
    public IReadOnlyList<string> Names =>
    [
        .. new DirectoryInfo(Root).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Where(i => i is not DirectoryInfo directory || !directory.EnumerateFileSystemInfos().Any())
            .Select(i => Path.GetRelativePath(Root, i.FullName)).Order(StringComparer.Ordinal),
    ];

    /// <summary>All of it, to compare.</summary>
    public string Content => string.Join('\n', Names.Select(n => $"{n}={(File.Exists(this[n]) ? Convert.ToBase64String(File.ReadAllBytes(this[n])) : "")}"));

    public string this[string name] => Path.Combine(Root, name);

    /// <summary>The sentence by which it is refused.</summary>
    public static string Refusal(byte[] archive, ArchiveLimits? limits = null) =>
        Assert.Throws<PackageException>(() => new ExtractedArchive(archive, limits).Dispose()).Message;

    public string Text(string name) => File.ReadAllText(this[name]);

    public DateTime TimeOf(string name) => File.GetLastWriteTimeUtc(this[name]);

    public void Dispose() => _directory.Dispose();
}
