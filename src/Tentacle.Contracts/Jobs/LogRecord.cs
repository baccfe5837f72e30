using System.Text.Json.Serialization;

namespace Tentacle.Contracts;

/// <summary>One line of a job's log.</summary>
public sealed record LogRecord
{
    public required DateTimeOffset Time { get; init; }
    public required LogStream Stream { get; init; }
    public required string Text { get; init; }

    /// <summary>The line was longer than 64 KiB: this is not its last piece.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Partial { get; init; }

    /// <summary>Here output is missing; the text says how much and why.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Gap { get; init; }
}
