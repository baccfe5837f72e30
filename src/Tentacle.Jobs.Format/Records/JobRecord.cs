using Tentacle.Contracts;

namespace Tentacle.Jobs.Format.Records;

/// <summary><c>job.json</c>: the accepted job. Never changes.</summary>
public sealed record JobRecord
{
    public const int CurrentVersion = 1;

    public int Version { get; set; } = CurrentVersion;
    public required JobTicket Ticket { get; init; }

    /// <summary>The request without its environment, variables, sensitive values and files.</summary>
    public required JobRequest Request { get; init; }

    /// <summary>Keyed hash of the whole request. Distinguishes a repeated submission from a different one with the same ticket.</summary>
    public required string ContentHash { get; init; }

    /// <summary>The shell that was chosen when the job was accepted.</summary>
    public required string Shell { get; init; }

    public required string SubmittedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Number in the order of acceptance. Jobs queue for their isolation in this order, also after a restart.</summary>
    public required long Sequence { get; init; }

    /// <summary>
    /// True when environment or sensitive values are stored beside the record. The job must not run without them. Null in records of older versions.
    /// </summary>
    public bool? HasSecrets { get; init; }

    /// <summary>W3C trace context of the submission.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The caller's Idempotency-Key with the caller's name, hashed.</summary>
    public string? IdempotencyKey { get; init; }
}
