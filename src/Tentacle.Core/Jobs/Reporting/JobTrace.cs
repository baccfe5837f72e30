using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Tentacle.Jobs.Format.Records;

namespace Tentacle.Core.Jobs.Reporting;

/// <summary>
/// The span of a job, a child of the span of the caller that submitted it. Without such a span it is the root of its own trace. It is derived from the record
/// on disk, so a restart of the agent does not change it.
/// </summary>
public sealed record JobTrace
{
    private const int TraceIdLength = 16;
    private const int SpanIdLength = 8;

    public required ActivityTraceId TraceId { get; init; }
    public required ActivitySpanId SpanId { get; init; }

    /// <summary>The caller's span; null when it has none.</summary>
    public required ActivitySpanId? Parent { get; init; }

    /// <summary>False when the caller has decided that this trace is not recorded.</summary>
    public required bool IsRecorded { get; init; }

    /// <summary>The W3C <c>traceparent</c> for children of the job's span.</summary>
    public string TraceParent => $"00-{TraceId.ToHexString()}-{SpanId.ToHexString()}-{(IsRecorded ? "01" : "00")}";

    internal static JobTrace From(JobRecord job)
    {
        var seed = SHA256.HashData(Encoding.UTF8.GetBytes($"{job.Ticket}\n{job.Sequence}\n{job.CreatedAt.ToUnixTimeMilliseconds()}\n{job.ContentHash}"));
        var span = ActivitySpanId.CreateFromBytes(seed.AsSpan(TraceIdLength, SpanIdLength));
        return ActivityContext.TryParse(job.TraceParent, null, out var caller)
            ? new JobTrace
            {
                TraceId = caller.TraceId,
                SpanId = span,
                Parent = caller.SpanId,
                IsRecorded = caller.TraceFlags.HasFlag(ActivityTraceFlags.Recorded),
            }
            : new JobTrace { TraceId = ActivityTraceId.CreateFromBytes(seed.AsSpan(0, TraceIdLength)), SpanId = span, Parent = null, IsRecorded = true };
    }
}
