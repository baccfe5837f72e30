using System.Text.Json.Serialization;

namespace Tentacle.Core.Diagnostics;

/// <summary>A call that changed something or attempted to.</summary>
/// <param name="Who">A thumbprint, or <c>local:ACCOUNT</c>.</param>
/// <param name="From">The peer's address and port; <c>local</c> for this machine's own socket.</param>
/// <param name="What">The method, and the path with its query.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Result"><c>done</c>, <c>refused</c>, <c>failed</c>, or <c>broken off</c> when the caller disconnected before the answer.</param>
/// <param name="TraceId">The trace id of the call in the agent's log.</param>
public sealed record AuditRecord(DateTimeOffset Time, string Who, string From, string What, int Status, string Result, string? TraceId)
{
    /// <summary>The content of a submitted job; null for all other calls.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AuditedJob? Job { get; init; }
}
