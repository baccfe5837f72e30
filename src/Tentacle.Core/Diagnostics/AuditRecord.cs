using System.Text.Json.Serialization;

namespace Tentacle.Core.Diagnostics;

/// <summary>One call that changed something, or tried to.</summary>
/// <param name="Who">A thumbprint, or <c>local:ACCOUNT</c>.</param>
/// <param name="From">The peer's address and port; <c>local</c> for this machine's own socket.</param>
/// <param name="What">Method and path, with its query.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Result"><c>done</c>, <c>refused</c>, <c>failed</c>, or <c>broken off</c> when the caller went before the answer.</param>
/// <param name="TraceId">Finds the call in the agent's log.</param>
public sealed record AuditRecord(DateTimeOffset Time, string Who, string From, string What, int Status, string Result, string? TraceId)
{
    /// <summary>What it would run; null but for the submission of a job.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AuditedJob? Job { get; init; }
}
