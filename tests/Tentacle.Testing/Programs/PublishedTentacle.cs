using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Tentacle.Testing.Programs;

/// <summary>The programs as users get them: NativeAOT for linux-x64, self-contained for win-x64. Published once for the sources as they are, whoever asks first.</summary>
public static partial class PublishedTentacle
{
    private static readonly SemaphoreSlim Once = new(1);
    private static readonly Kind Linux = new("published", "linux-x64", ["tentacle", "tentacle-supervisor"], ["-p:PublishAot=true"]);

    // Nothing compiles natively for another system.
    private static readonly Kind Windows = new("published-windows", "win-x64", ["tentacle.exe", "tentacle-supervisor.exe"], ["-p:PublishAot=false", "--self-contained", "true", "-p:PublishReadyToRun=true"]);

    private static readonly Dictionary<Kind, TentacleExecutable> Published = [];

    /// <exception cref="InvalidOperationException">The publish failed, warned, or the machine lacks what it needs.</exception>
    public static Task<TentacleExecutable> GetAsync(CancellationToken cancellationToken) => GetAsync(Linux, cancellationToken);

    /// <summary>For Windows; it does not start here.</summary>
    /// <exception cref="InvalidOperationException">The publish failed or warned.</exception>
    public static Task<TentacleExecutable> GetForWindowsAsync(CancellationToken cancellationToken) => GetAsync(Windows, cancellationToken);

    private static async Task<TentacleExecutable> GetAsync(Kind kind, CancellationToken cancellationToken)
    {
        await Once.WaitAsync(cancellationToken);
        try
        {
            if (!Published.TryGetValue(kind, out var published))
            {
                Published[kind] = published = await FindOrPublishAsync(kind, cancellationToken);
            }

            return published;
        }
        finally
        {
            Once.Release();
        }
    }

    private static async Task<TentacleExecutable> FindOrPublishAsync(Kind kind, CancellationToken cancellationToken)
    {
        var root = SourceTree.At("artifacts", kind.Folder);
        using var _ = await MachineLock.TakeAsync(Path.Combine(root, ".lock"), cancellationToken);
        var directory = Path.Combine(root, HashOfSources());
        if (!kind.Programs.All(program => File.Exists(Path.Combine(directory, program))))
        {
            await PublishAsync(kind, directory, cancellationToken);
        }

        return new TentacleExecutable(directory);
    }

    private static async Task PublishAsync(Kind kind, string directory, CancellationToken cancellationToken)
    {
        if (kind == Linux)
        {
            await NativeToolchain.EnsureAsync(cancellationToken);
        }

        var root = Path.GetDirectoryName(directory)!;
        foreach (var old in Directory.EnumerateDirectories(root).Where(d => Path.GetFileName(d) != "build"))
        {
            Directory.Delete(old, recursive: true);
        }

        // With an artifacts path of its own a publish never touches the build outputs that tests are running from.
        var temporary = directory + ".tmp";
        var publish = new ProgramStart(
            "dotnet",
            ["publish", SourceTree.At("src", "Tentacle.Cli"), "-c", "Release", "-r", kind.Rid, .. kind.Properties, "-o", temporary, "--artifacts-path", Path.Combine(root, "build"), "-nodeReuse:false", "-tl:off"])
        {
            WorkingDirectory = SourceTree.Root,
        };
        var result = (await RunningProgram.RunAsync(publish, cancellationToken)).Succeeded();
        if (Warnings(result.Output + result.Errors) is { Count: > 0 } warnings)
        {
            throw new InvalidOperationException($"The publish for {kind.Rid} warns:\n{string.Join('\n', warnings)}");
        }

        Directory.Move(temporary, directory);
    }

    internal static IReadOnlyList<string> Warnings(string output) =>
        [.. output.Split('\n').Where(l => Warning().IsMatch(l)).Select(l => l.Trim()).Distinct()];

    private static string HashOfSources()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(Environment.Version.ToString()));
        foreach (var file in SourceFiles().Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(SourceTree.Root, file)));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static IEnumerable<string> SourceFiles() =>
        new[] { "Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig" }.Select(f => SourceTree.At(f)).Where(File.Exists)
            .Concat(new[] { "src", "openapi", "wwwroot" }.Select(d => SourceTree.At(d)).Where(Directory.Exists).SelectMany(d => Directory.EnumerateFiles(d, "*", SearchOption.AllDirectories)))
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && !f.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    [GeneratedRegex(@"\bwarning [A-Z]+\d+\s*:|^\s*warning\s*:|:\s*warning\s*:", RegexOptions.IgnoreCase)]
    private static partial Regex Warning();

    private sealed record Kind(string Folder, string Rid, string[] Programs, string[] Properties);
}
