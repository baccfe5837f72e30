using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Contracts.Json;

/// <summary>Reads and writes the value as its text.</summary>
public sealed class ThumbprintConverter : JsonConverter<Thumbprint>
{
    public override Thumbprint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return Thumbprint.TryParse(text, null, out var thumbprint)
            ? thumbprint
            : throw new JsonException(Thumbprint.Refusal(text ?? "", "is not a thumbprint"));
    }

    public override void Write(Utf8JsonWriter writer, Thumbprint value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
