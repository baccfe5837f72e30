using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Contracts.Json;

/// <summary>Enumerations on the wire: their names in camelCase, never numbers.</summary>
public sealed class CamelCaseEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;
