using Tentacle.Contracts;

namespace Tentacle.Manager.Model.Instances;

/// <summary>The health of an instance and the reason for a problem.</summary>
/// <param name="Words">A short text, because the bar of every page shows it.</param>
/// <param name="Detail">A complete sentence; null when the short text is sufficient.</param>
public sealed record HealthStatusText(HealthLevel Level, string Words, string? Detail = null)
{
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    // The key is the part of the check's name before the colon, which is the subject.
    private static readonly Dictionary<string, (string Fail, string Warn)> Short = new(StringComparer.Ordinal)
    {
        ["workspace"] = ("Jobs cannot be written", "Jobs may not be written"),
        ["disk"] = ("Disk too full for jobs", "Disk nearly too full"),
        ["shells"] = ("No shell for jobs", "A shell is missing"),
        ["certificate"] = ("Certificate is not valid", "Certificate ends soon"),
        ["clock"] = ("Clock is wrong", "Clock may be wrong"),
        ["trust"] = ("No server is trusted yet", "Look at the trusted servers"),
        ["settings"] = ("Settings are not in force", "Settings are not in force"),
        ["machine"] = ("Set up for another machine", "Machine has no identity"),
        ["calamari"] = ("Calamari is missing", "Calamari not installed yet"),
        ["polling"] = ("A polled server is away", "A polled server is away"),
    };

    public static HealthStatusText Unknown { get; } = new(HealthLevel.Off, "Looking…");

    /// <summary>The text for the most urgent problem, or for a healthy instance.</summary>
    public static HealthStatusText From(InstanceSnapshot snapshot, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (snapshot.Problem is { } problem)
        {
            return new HealthStatusText(HealthLevel.Bad, "Settings cannot be read", problem);
        }

        if (snapshot.Agent is null)
        {
            return new HealthStatusText(HealthLevel.Off, snapshot.IsForbidden ? "No access to the agent" : "Not running");
        }

        var worst = Worst(snapshot.Report);
        return worst?.Level == HealthLevel.Bad ? worst
            : snapshot.Trusted.Count == 0 ? new HealthStatusText(HealthLevel.Warning, "No server is trusted yet")
            : WasRejected(snapshot, now) ? new HealthStatusText(HealthLevel.Warning, "A server was rejected")
            : worst ?? new HealthStatusText(HealthLevel.Good, "Healthy");
    }

    public static HealthLevel LevelOf(HealthStatus status) => status switch
    {
        HealthStatus.Pass => HealthLevel.Good,
        HealthStatus.Warn => HealthLevel.Warning,
        _ => HealthLevel.Bad,
    };

    private static bool WasRejected(InstanceSnapshot snapshot, DateTimeOffset now) =>
        snapshot.Refused is [var refused, ..] && now - refused.At < Recent && !snapshot.Trusts(refused);

    // Null when there is no problem. The first deployment of an Octopus Server installs Calamari, so every other problem comes before a missing one.
    private static HealthStatusText? Worst(HealthReport? report)
    {
        var found = (report?.Checks ?? new Dictionary<string, IReadOnlyList<HealthCheckResult>>())
            .SelectMany(check => check.Value.Select(result => (Subject: check.Key.Split(':')[0], Result: result)))
            .Where(check => check.Result.Status != HealthStatus.Pass)
            .OrderByDescending(check => check.Result.Status).ThenBy(check => check.Subject == "calamari")
            .ToList();
        if (found is not [var (subject, result), ..])
        {
            return null;
        }

        var words = Short.GetValueOrDefault(subject, ($"{subject} has failed", $"{subject}: look at this"));
        return new HealthStatusText(LevelOf(result.Status), result.Status == HealthStatus.Fail ? words.Item1 : words.Item2, result.Output);
    }
}
