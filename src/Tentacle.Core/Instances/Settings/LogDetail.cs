using System.Text.Json.Serialization;

namespace Tentacle.Core.Instances.Settings;

/// <summary>How much the agent's log says, from everything to the end of the agent only. The names are the original's.</summary>
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
