using Tentacle.Contracts;

namespace Tentacle.Manager.Model.Instances;

/// <summary>The last connections. The first question of every support case is whether a server reaches this machine at all.</summary>
public static class LastConnections
{
    public static IEnumerable<(string Subject, string Words, DateTimeOffset? Time)> Of(InstanceSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        yield return snapshot.Jobs is [var job, ..]
            ? ("Last job", $"{job.Ticket} by {Caller(job)}", job.CreatedAt)
            : ("Last job", snapshot.Agent is null ? "Shown while the agent runs" : "No server has submitted one yet", null);
        yield return snapshot.Refused is [var refused, ..]
            ? ("Last rejected", $"{StatusText.Address(refused.Address) ?? "an unknown address"}, which claims to be {refused.ClaimedSubject}", refused.At)
            : ("Last rejected", "None", null);
    }

    private static string Caller(Job job) => job.SubmittedBy.Contains(':', StringComparison.Ordinal) ? job.SubmittedBy : $"the server {job.SubmittedBy[..8]}";
}
