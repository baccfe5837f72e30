using System.Text.Json.Serialization;
using Tentacle.Contracts.Json;

namespace Tentacle.Contracts;

/// <summary>The isolation of a job from other jobs.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<IsolationLevel>))]
public enum IsolationLevel
{
    /// <summary>Runs beside other jobs of level none.</summary>
    None,

    /// <summary>Runs alone among jobs of the same isolation name.</summary>
    Full,
}
