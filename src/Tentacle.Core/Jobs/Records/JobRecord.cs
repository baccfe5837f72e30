using Tentacle.Contracts;

namespace Tentacle.Core.Jobs.Records;

/// <summary><c>job.json</c>: what was accepted. Never changes.</summary>
public sealed record JobRecord
{
    public const int CurrentVersion = 1;

    public int Version { get; set; } = CurrentVersion;
    public required JobTicket Ticket { get; init; }

    /// <summary>Environment, sensitive values and the files' content are left out.</summary>
    public required JobRequest Request { get; init; }

    /// <summary>Keyed hash of the whole request: tells a repeated submission from another one with the same ticket.</summary>
    public required string ContentHash { get; init; }

    /// <summary>The shell that was chosen when the job was accepted.</summary>
    public required string Shell { get; init; }

    public required string SubmittedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Place in the order of acceptance: jobs queue for their isolation in this order, after a restart too.</summary>
    public required long Sequence { get; init; }

    /// <summary>True when environment or sensitive values were put beside it: without them it must not run. Null in records of versions that did not say.</summary>
    public bool? HasSecrets { get; init; }

    /// <summary>W3C trace context of the submission.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The caller's Idempotency-Key with the caller's name, hashed.</summary>
    public string? IdempotencyKey { get; init; }
}
