namespace Tentacle.Manager.Model;

/// <summary>Whether an instance does its work, and in words why not.</summary>
public sealed record HealthWords(HealthLevel Level, string Words)
{
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    public static HealthWords Unknown { get; } = new(HealthLevel.Off, "Looking…");

    /// <summary>The most urgent thing that can be said.</summary>
    public static HealthWords Of(InstanceSnapshot snapshot, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (snapshot.Problem is not null)
        {
            return new HealthWords(HealthLevel.Bad, "Settings cannot be read");
        }

        if (snapshot.Agent is null)
        {
            return new HealthWords(HealthLevel.Off, snapshot.IsForbidden ? "No access to the agent" : "Not running");
        }

        if (snapshot.Disk is { IsTooFull: true })
        {
            return new HealthWords(HealthLevel.Bad, "Disk too full for jobs");
        }

        if (snapshot.Trusted.Count == 0)
        {
            return new HealthWords(HealthLevel.Warning, "No server is trusted yet");
        }

        return snapshot.Refused is [var refused, ..] && now - refused.At < Recent && !snapshot.Trusts(refused)
            ? new HealthWords(HealthLevel.Warning, "A server was turned away")
            : new HealthWords(HealthLevel.Good, "Healthy");
    }
}

public enum HealthLevel
{
    Off,
    Good,
    Warning,
    Bad,
}
