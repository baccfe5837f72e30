using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Instances.Settings;

/// <summary>Writes a communication style as a number. Reads a number or a name, like the original.</summary>
public sealed class CommunicationStyleConverter : JsonConverter<CommunicationStyle>
{
    public override CommunicationStyle Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) && Enum.IsDefined((CommunicationStyle)number))
        {
            return (CommunicationStyle)number;
        }

        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return Enum.TryParse<CommunicationStyle>(text, ignoreCase: true, out var style) && Enum.IsDefined(style)
            ? style
            : throw new JsonException("A communication style is 0 (None), 1 (TentaclePassive) or 2 (TentacleActive).");
    }

    public override void Write(Utf8JsonWriter writer, CommunicationStyle value, JsonSerializerOptions options) => writer.WriteNumberValue((int)value);
}
