using System.Text.Json.Serialization;
using Tentacle.Contracts.Json;

namespace Tentacle.Contracts;

/// <summary>The source of a log line.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<LogStream>))]
public enum LogStream
{
    /// <summary>The script's standard output.</summary>
    Stdout,

    /// <summary>The script's standard error.</summary>
    Stderr,

    /// <summary>A message of the agent itself.</summary>
    Agent,
}
