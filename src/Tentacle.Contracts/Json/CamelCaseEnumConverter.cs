using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Contracts.Json;

/// <summary>Writes enumerations as their names in camelCase, never as numbers.</summary>
public sealed class CamelCaseEnumConverter<TEnum> : JsonConverter<TEnum>
    where TEnum : struct, Enum
{
    private static readonly Dictionary<string, TEnum> ByName =
        Enum.GetValues<TEnum>().ToDictionary(value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()), StringComparer.Ordinal);

    private static readonly Dictionary<TEnum, JsonEncodedText> ByValue = ByName.ToDictionary(pair => pair.Value, pair => JsonEncodedText.Encode(pair.Key));

    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && ByName.TryGetValue(reader.GetString()!, out var value)
            ? value
            : throw new JsonException($"The value is none of {string.Join(", ", ByName.Keys)}.");

    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) => writer.WriteStringValue(ByValue[value]);
}
