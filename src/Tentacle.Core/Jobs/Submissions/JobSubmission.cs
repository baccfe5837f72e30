using Tentacle.Contracts;
using Tentacle.Core.Jobs.Workspaces;

namespace Tentacle.Core.Jobs.Submissions;

/// <summary>A valid request with the name of its caller.</summary>
/// <param name="Files">The staged files: those in the request and those sent beside it. The caller disposes them.</param>
public sealed record JobSubmission(JobTicket Ticket, JobRequest Request, StagedFiles Files, string SubmittedBy)
{
    /// <summary>W3C trace context of the call.</summary>
    public string? TraceParent { get; init; }

    /// <summary>As the caller sent it; null when the ticket is the caller's own.</summary>
    public string? IdempotencyKey { get; init; }
}
