using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Contracts;

/// <summary>An error in the format of RFC 9457.</summary>
public sealed record Problem
{
    /// <summary><see cref="ProblemTypes.Prefix"/> and a slug. Programs should use this member to distinguish problems.</summary>
    public string Type { get; set; } = "about:blank";

    public string Title { get; set; } = "";

    public int Status { get; init; }

    /// <summary>The invalid value, the reason and the remedy.</summary>
    public string? Detail { get; init; }

    /// <summary>The path of the request.</summary>
    public string? Instance { get; init; }

    /// <summary>The id of this request in the agent's log.</summary>
    public string? TraceId { get; init; }

    /// <summary>The errors of individual members of the request.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ProblemError>? Errors { get; init; }

    /// <summary>Additional members of this type of problem.</summary>
    // Generated code cannot set extension data in an initializer.
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extensions { get; set; }
}
