using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tentacle.Archives;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Core.Jobs.Site;
using Tentacle.Core.Jobs.Workspaces;
using Tentacle.Instances;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Packages.Tools;

/// <summary>
/// Tools that servers push for their jobs. They are in <c>Tools/NAME/VERSION</c> in the home; Calamari is in <c>Calamari/VERSION</c>, where Octopus expects it.
/// A version is published atomically.
/// </summary>
public sealed class ToolStore(JobSite site, TimeProvider time)
{
    private const string Calamari = "Calamari";
    private const string RecordSuffix = ".tool.json";
    private const int MaxBytesOfRecord = 1 << 20;
    private static readonly ArchiveLimits Limits = new() { MaxBytes = 8L << 30 };
    private readonly Lock _lock = new();
    private readonly HashSet<string> _staging = [];

    private string Root => Path.Combine(site.HomeDirectory, "Tools");

    /// <summary>Checks that name and version can be directory names. Returns null when they can, otherwise the reason why not.</summary>
    public static string? FindUnusable(string name, string version) =>
        new[] { name, version.Replace('+', '-') }.FirstOrDefault(text => !JobTicket.TryParse(text, null, out _)) is { } wrong
            ? $"'{(wrong == name ? name : version)}' cannot be the name of a directory. Use 1 to 128 characters of A-Z a-z 0-9 . "
                + "_ -, in a version also +, no dot at its start or end, no Windows device name such as NUL."
            : null;

    /// <summary>Receives a tool's package into a file, and hashes it on the way.</summary>
    /// <param name="content">The bytes of the package.</param>
    /// <param name="withSha512">True to compute the SHA-512 as well.</param>
    public Task<ReceivedPackage> ReceiveAsync(Stream content, bool withSha512, CancellationToken cancellationToken) => ReceivedPackage.ReceiveAsync(
        Path.Combine(new InstanceHome(site.HomeDirectory).Uploads, $".tool-{Guid.NewGuid():N}"),
        content,
        withSha512,
        cancellationToken);

    /// <summary>Extracts a tool's package. The same package again changes nothing; a different one replaces the existing version.</summary>
    /// <param name="name">A name that <see cref="FindUnusable"/> accepts.</param>
    /// <param name="version">A version that <see cref="FindUnusable"/> accepts.</param>
    /// <param name="package">The package.</param>
    /// <exception cref="PackageException">The package is rejected or damaged.</exception>
    public (Tool Tool, bool IsNew) Put(string name, string version, ReceivedPackage package, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(package);
        var sha256 = package.ToHex(HashAlgorithmName.SHA256);
        var parent = ParentOf(name);
        var directory = Path.Combine(parent, FolderName.From(version));
        SharedDirectory.Create(parent);
        if (Find(name, version) is { } known && known.Sha256 == sha256)
        {
            return (known, false);
        }

        RemoveLeftovers(parent);
        var staging = NewStaging(parent);
        try
        {
            ArchiveExtraction.Run(package.Path, staging, Limits, _ => { }, cancellationToken);
            lock (_lock)
            {
                var isNew = !Directory.Exists(directory);
                var tool = new Tool(name, version, directory, sha256, new FileInfo(package.Path).Length, time.GetUtcNow());
                site.Leftovers.Record(staging, AtomicDirectory.Replace(staging, directory));
                AtomicFile.Write(RecordOf(directory), JsonSerializer.SerializeToUtf8Bytes(tool, ToolJson.Default.Tool));
                return (tool, isNew);
            }
        }
        finally
        {
            site.Leftovers.Record(staging, DirectoryRemoval.Remove(staging, CancellationToken.None));
            lock (_lock)
            {
                _staging.Remove(staging);
            }
        }
    }

    /// <summary>All tools, sorted by name and version.</summary>
    public IReadOnlyList<Tool> List() =>
        [.. Parents().SelectMany(
            p => Directory.EnumerateFiles(p, "*" + RecordSuffix)).Select(Read).OfType<Tool>()
            .OrderBy(t => t.Name, StringComparer.OrdinalIgnoreCase).ThenBy(t => t.Version, StringComparer.Ordinal)];

    /// <summary>The tool; null when it was not pushed.</summary>
    public Tool? Find(string name, string version) => Read(RecordOf(Path.Combine(ParentOf(name), FolderName.From(version))));

    /// <summary>Removes a tool. Returns false when it does not exist.</summary>
    public bool Remove(string name, string version)
    {
        lock (_lock)
        {
            if (Find(name, version) is not { } tool)
            {
                return false;
            }

            var discarded = Path.Combine(ParentOf(name), $".{Guid.NewGuid():N}");
            site.Leftovers.Record(discarded, AtomicDirectory.Delete(tool.Directory, discarded));
            File.Delete(RecordOf(tool.Directory));

            // The health check detects a missing Calamari by the absence of this directory.
            if (!Directory.EnumerateFileSystemEntries(ParentOf(name)).Any())
            {
                Directory.Delete(ParentOf(name));
            }

            return true;
        }
    }

    private string NewStaging(string parent)
    {
        lock (_lock)
        {
            var staging = Path.Combine(parent, $".{Guid.NewGuid():N}");
            _staging.Add(staging);
            return staging;
        }
    }

    // Removes partly extracted versions that a crash left, and the remains of old versions.
    private void RemoveLeftovers(string parent)
    {
        foreach (var left in Directory.EnumerateDirectories(parent, ".*").Where(site.Leftovers.IsDue))
        {
            lock (_lock)
            {
                if (!_staging.Contains(left))
                {
                    site.Leftovers.Record(left, DirectoryRemoval.Remove(left));
                }
            }
        }
    }

    private static string RecordOf(string directory) => directory + RecordSuffix;

    private static Tool? Read(string record)
    {
        try
        {
            return RecordFile.Read(record, MaxBytesOfRecord) is RecordContent.Whole(var bytes)
                && JsonSerializer.Deserialize(bytes, ToolJson.Default.Tool) is { } tool
                && Directory.Exists(tool.Directory) ? tool : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string ParentOf(string name) =>
        name.Equals(Calamari, StringComparison.OrdinalIgnoreCase) ? Path.Combine(site.HomeDirectory, Calamari) : Path.Combine(Root, name);

    private IEnumerable<string> Parents() =>
        (Directory.Exists(Root) ? Directory.EnumerateDirectories(Root) : []).Append(ParentOf(Calamari)).Where(Directory.Exists);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(TimestampConverter)])]
[JsonSerializable(typeof(Tool))]
internal sealed partial class ToolJson : JsonSerializerContext;
