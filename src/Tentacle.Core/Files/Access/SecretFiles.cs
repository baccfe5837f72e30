using Tentacle.Platform.Directories;

namespace Tentacle.Core.Files.Access;

/// <summary>Files of the agent that are never returned, under any name: settings, keys, and the encrypted secrets of jobs.</summary>
internal sealed class SecretFiles
{
    private readonly string[] _secret;
    private readonly string[] _records;

    public SecretFiles(FileSite site) =>
        (_secret, _records) = ([.. site.Secret.SelectMany(Names).Distinct()], [.. site.Records.SelectMany(Names).Distinct()]);

    /// <summary>Checks whether a path names a secret.</summary>
    /// <param name="real">The path without links.</param>
    public bool Has(string real) =>
        _secret.Any(secret => RealPath.IsWithin(real, secret) || IsBeside(real, secret))
        || (Path.GetFileName(real).Equals(FileSite.RecordSecrets, RealPath.Comparison) && _records.Any(records => RealPath.IsWithin(real, records)));

    /// <summary>Checks whether a file is a secret by its identity, because a hard link or another mount gives the same file another name.</summary>
    public bool Has(FileStatus status) =>
        status.Number != 0
        && (_secret.Any(secret => IsSame(status, secret) || FilesIn(secret).Any(file => IsSame(status, file)))
            || (
                status is { Kind: FileKind.File, Names: > 1 } && _records.SelectMany(FoldersIn).Any(
                    folder => IsSame(status, Path.Combine(folder, FileSite.RecordSecrets)))));

    // These files are the lock, a temporary file during a change, and the note of the home.
    private static bool IsBeside(string real, string secret) => real.StartsWith(secret + ".", RealPath.Comparison);

    private static bool IsSame(FileStatus status, string path) =>
        RecordFile.StatusOf(path) is { } other && other.Number == status.Number && other.Device == status.Device;

    private static string[] FilesIn(string directory) => Enumerate(directory, Directory.GetFiles);

    private static string[] FoldersIn(string directory) => Enumerate(directory, d => Directory.GetDirectories(d, "*", SearchOption.AllDirectories));

    private static string[] Enumerate(string directory, Func<string, string[]> entries)
    {
        try
        {
            return Directory.Exists(directory) ? entries(directory) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static IEnumerable<string> Names(string path) => [path, RealPath.Resolve(path)];
}
