using System.Text.Json.Serialization;

namespace Tentacle.Contracts;

/// <summary>One line of a job's log.</summary>
public sealed record LogRecord
{
    public required DateTimeOffset Time { get; init; }
    public required LogStream Stream { get; init; }
    public required string Text { get; init; }

    /// <summary>True when the line is longer than 64 KiB and this is not its last piece.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Partial { get; init; }

    /// <summary>True when output is missing at this position. The text gives the amount and the reason.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Gap { get; init; }
}
