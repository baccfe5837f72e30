using System.Text.Json.Serialization;

namespace Tentacle.Instances.Settings;

/// <summary>The level of detail of the agent's log, from all messages to only the end of the agent. The names are the original's.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LogDetail>))]
public enum LogDetail
{
    Trace,
    Debug,
    Info,
    Warn,
    Error,
    Fatal,
}
