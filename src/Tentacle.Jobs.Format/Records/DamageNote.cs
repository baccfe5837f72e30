using Tentacle.Contracts;

namespace Tentacle.Jobs.Format.Records;

/// <summary>
/// <c>note.json</c> in a directory of <c>Damaged</c>: the name of the record that was set aside, and the reason. It keeps an accepted ticket known.
/// </summary>
public sealed record DamageNote
{
    public int Version { get; set; } = JobRecord.CurrentVersion;

    /// <summary>The former name of the record.</summary>
    public required string Name { get; init; }

    /// <summary>The job whose result is lost with the record. Null when no job is affected.</summary>
    public JobTicket? Ticket { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>A human-readable description of the damage.</summary>
    public required string Reason { get; init; }

    /// <summary>The result of the job, when the agent knows it. Null means that the result is lost.</summary>
    public StateRecord? Result { get; init; }
}
