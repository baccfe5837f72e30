using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Contracts;

/// <summary>An error as RFC 9457 writes it.</summary>
public sealed record Problem
{
    /// <summary><see cref="ProblemTypes.Prefix"/> and a slug: what a program should look at.</summary>
    public string Type { get; set; } = "about:blank";

    public string Title { get; set; } = "";

    public int Status { get; init; }

    /// <summary>What was wrong, with the value, and what to do.</summary>
    public string? Detail { get; init; }

    /// <summary>The path that was asked for.</summary>
    public string? Instance { get; init; }

    /// <summary>Finds this request in the agent's log.</summary>
    public string? TraceId { get; init; }

    /// <summary>What is wrong with each member of the request.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ProblemError>? Errors { get; init; }

    /// <summary>Members that belong to this type of problem only.</summary>
    // Generated code cannot set extension data in an initializer.
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extensions { get; set; }
}

/// <param name="Pointer">The member, as a JSON pointer (RFC 6901), for example <c>/script/bash</c>.</param>
/// <param name="Detail">What is wrong with it and what to do.</param>
public sealed record ProblemError(string Pointer, string Detail);
