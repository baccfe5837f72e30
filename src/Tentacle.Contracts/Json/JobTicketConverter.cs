using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Contracts.Json;

/// <summary>Reads and writes the value as its text.</summary>
public sealed class JobTicketConverter : JsonConverter<JobTicket>
{
    public override JobTicket Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return JobTicket.TryParse(text, null, out var ticket) ? ticket : throw new JsonException($"'{text}' is not a ticket. {JobTicket.Rule}");
    }

    public override void Write(Utf8JsonWriter writer, JobTicket value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
