using Tentacle.Contracts;
using Tentacle.Core.Jobs.Workspaces;

namespace Tentacle.Core.Jobs.Submissions;

/// <summary>A request that was found valid, with who sent it.</summary>
/// <param name="Files">The request's own files and those that came beside it, staged. Stays the caller's to dispose.</param>
public sealed record JobSubmission(JobTicket Ticket, JobRequest Request, StagedFiles Files, string SubmittedBy)
{
    /// <summary>W3C trace context of the call.</summary>
    public string? TraceParent { get; init; }

    /// <summary>As the caller sent it; null when the ticket is the caller's own.</summary>
    public string? IdempotencyKey { get; init; }
}
