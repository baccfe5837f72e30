using System.Text.Json.Serialization;
using Tentacle.Contracts.Json;

namespace Tentacle.Contracts;

/// <summary>The status of a check, ordered from best to worst.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<HealthStatus>))]
public enum HealthStatus
{
    /// <summary>No problem was found.</summary>
    Pass,

    /// <summary>The agent works, but an administrator should look at the problem.</summary>
    Warn,

    /// <summary>The agent cannot do its work.</summary>
    Fail,
}
