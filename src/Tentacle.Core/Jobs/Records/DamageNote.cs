using Tentacle.Contracts;

namespace Tentacle.Core.Jobs.Records;

/// <summary><c>note.json</c> in a directory of <c>Damaged</c>: what was set aside there, and why. It is what keeps an accepted ticket known.</summary>
public sealed record DamageNote
{
    public int Version { get; set; } = JobRecord.CurrentVersion;

    /// <summary>What it was called.</summary>
    public required string Name { get; init; }

    /// <summary>The job whose result is lost with it; null when no job is.</summary>
    public JobTicket? Ticket { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>What is wrong with it, for people.</summary>
    public required string Reason { get; init; }

    /// <summary>How the job ended, where this agent saw that itself; null is lost.</summary>
    public StateRecord? Result { get; init; }
}
