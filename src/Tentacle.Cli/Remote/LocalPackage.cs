using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Tentacle.Cli.Parsing;

namespace Tentacle.Cli.Remote;

/// <summary>The package to send: an archive, or a folder that is packed into a temporary tar.gz. Disposing it deletes the temporary file.</summary>
internal sealed partial class LocalPackage : IDisposable
{
    private readonly DirectoryInfo? _temporary;

    private LocalPackage(FileInfo file, string name, DirectoryInfo? temporary) => (File, Name, _temporary) = (file, name, temporary);

    public FileInfo File { get; }

    /// <summary>The name of the archive or folder, without the extensions of archives.</summary>
    public string Name { get; }

    /// <exception cref="UserErrorException">Neither a file nor a folder exists at the path.</exception>
    public static LocalPackage Open(string path)
    {
        if (System.IO.File.Exists(path))
        {
            return new LocalPackage(new FileInfo(path), Endings().Replace(Path.GetFileName(path), ""), null);
        }

        return Directory.Exists(path) ? Pack(path) : throw new UserErrorException($"There is no archive or folder '{path}'. Check the path.");
    }

    /// <summary>The id and the version in a file name like <c>shop.web.1.2.0-rc1.zip</c>. The version is null when the name has none.</summary>
    public (string? Id, string? Version) NameParts() =>
        Parts().Match(Name) is { Success: true } parts ? (parts.Groups["id"].Value, parts.Groups["version"].Value) : (Name, null);

    /// <summary>The digest in the form of the job request.</summary>
    public string Digest()
    {
        using var content = File.OpenRead();
        return $"sha-256=:{Convert.ToBase64String(SHA256.HashData(content))}:";
    }

    public void Dispose() => _temporary?.Delete(recursive: true);

    private static LocalPackage Pack(string folder)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        var temporary = Directory.CreateTempSubdirectory("tentacle-deploy-");
        var file = new FileInfo(Path.Combine(temporary.FullName, name + ".tar.gz"));
        using (var zipped = new GZipStream(file.Create(), CompressionLevel.Fastest))
        {
            TarFile.CreateFromDirectory(folder, zipped, includeBaseDirectory: false);
        }

        file.Refresh();
        return new LocalPackage(file, name, temporary);
    }

    [GeneratedRegex(@"\.(zip|nupkg|jar|war|tar|tgz|tbz2?|txz|tzst|tar\.(gz|bz2|xz|zst))$", RegexOptions.IgnoreCase)]
    private static partial Regex Endings();

    [GeneratedRegex(@"^(?<id>[A-Za-z].*?)[.-]v?(?<version>\d+(\.\d+)+([-.][0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?)$")]
    private static partial Regex Parts();
}
