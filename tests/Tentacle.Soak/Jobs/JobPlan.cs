using Tentacle.Contracts;

namespace Tentacle.Soak.Jobs;

/// <summary>A job that is about to be submitted, and how it must end when nothing befalls it.</summary>
/// <param name="Kind">For figures and messages.</param>
/// <param name="Request">What is submitted.</param>
internal sealed record JobPlan(string Kind, JobRequest Request)
{
    public JobOutcome Outcome { get; init; } = JobOutcome.Succeeded;

    public int ExitCode { get; init; }

    /// <summary>Exactly what it writes to standard output; null when that depends on when it is ended.</summary>
    public IReadOnlyList<string>? Lines { get; init; }

    /// <summary>Sent with the request, and deleted when the job was checked.</summary>
    public IReadOnlyList<FileInfo> Files { get; init; } = [];

    /// <summary>It may end before its script begins, so that its witness may be missing.</summary>
    public bool MayNeverStart { get; init; }

    /// <summary>Its supervisor may be killed. Not of one that holds a lock: what it started lives on, and the lock would be seen broken.</summary>
    public bool MayLoseSupervisor { get; init; } = true;
}
