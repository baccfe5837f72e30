using System.Text.Json.Serialization;
using Tentacle.Contracts.Json;

namespace Tentacle.Contracts;

/// <summary>From best to worst.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<HealthStatus>))]
public enum HealthStatus
{
    /// <summary>All is well.</summary>
    Pass,

    /// <summary>It works, but somebody should look at it.</summary>
    Warn,

    /// <summary>It cannot do its work.</summary>
    Fail,
}
