using System.Text;
using Tentacle.Soak.Agents;
using Tentacle.Soak.Jobs;
using Tentacle.Soak.Machine;
using Tentacle.Testing;

namespace Tentacle.Soak.Checks;

/// <summary>What must not be left of a run: on disk, of processes, of secrets.</summary>
internal sealed class LeftOvers(SoakWorld world)
{
    // What lives longest is a daemon, or what a killed supervisor has left: both sleep 15 s at most.
    private static readonly TimeSpan MaxDuration = TimeSpan.FromSeconds(60);

    /// <summary>While the agents run: they may take a moment for what they could not remove at once.</summary>
    public async Task CheckDiskAsync(SoakAgent agent, CancellationToken cancellationToken)
    {
        foreach (var upload in await agent.Client.ListUploadsAsync(cancellationToken).ToListAsync(cancellationToken))
        {
            // Its answer was lost with the connection, or its client was: it expires after days. What is written for it must go with it.
            using var deleted = await agent.Http.DeleteAsync(new Uri(upload.Link, UriKind.Relative), cancellationToken);
            world.Findings.Count("unfinished uploads");
        }

        await HoldsAsync($"'{agent.Name}' has left on disk", () => FindFiles(agent), cancellationToken);
        var secrets = Directory.EnumerateFiles(agent.Instance.Home, "*", SearchOption.AllDirectories).Where(HoldsSecret).ToList();
        world.Findings.Check(secrets.Count == 0, $"'{agent.Name}' has a secret in {string.Join(", ", secrets)}");
    }

    /// <summary>After the agents have stopped.</summary>
    public Task CheckProcessesAsync(SoakAgent agent, CancellationToken cancellationToken) =>
        HoldsAsync($"'{agent.Name}' has left processes", () => [.. agent.Instance.FindProcesses().Select(pid => ProcessFigures.Describe([pid]))],
            cancellationToken);

    private async Task HoldsAsync(string what, Func<IReadOnlyList<string>> find, CancellationToken cancellationToken)
    {
        try
        {
            await Eventually.TrueAsync(() => find().Count == 0, cancellationToken, MaxDuration, what);
        }
        catch (TimeoutException)
        {
            world.Findings.Fail($"{what}: {string.Join(", ", find().Take(20))}");
        }
    }

    private static IReadOnlyList<string> FindFiles(SoakAgent agent)
    {
        var home = agent.Instance.Home;
        string[] folders = ["Jobs", "Work", "Uploads", "Damaged"];
        return
        [
            .. folders.Select(f => Path.Combine(home, f)).Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories),
            .. Directory.EnumerateFileSystemEntries(home, "*", SearchOption.AllDirectories).Where(IsTemporary),
            .. Directory.Exists(agent.Instance.Applications) ? Directory.EnumerateFileSystemEntries(agent.Instance.Applications, "*",
                SearchOption.AllDirectories).Where(IsTemporary) : [],
        ];
    }

    private static bool IsTemporary(string path) =>
        Path.GetFileName(path) is var name && (name.StartsWith(".tentacle-", StringComparison.Ordinal) || name.StartsWith(".deleted-", StringComparison.Ordinal)
            || name.EndsWith(".tmp", StringComparison.Ordinal) || name.EndsWith(".new", StringComparison.Ordinal));

    private static bool HoldsSecret(string path)
    {
        try
        {
            // Pipes and sockets have no length: reading one would wait.
            return new FileInfo(path) is { LinkTarget: null, Length: > 0 } && File.ReadAllBytes(path).AsSpan()
                .IndexOf(Encoding.ASCII.GetBytes(JobKinds.SecretPrefix)) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A log that was just rolled.
            return false;
        }
    }
}
