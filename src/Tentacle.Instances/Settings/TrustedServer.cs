using System.Text.Json;
using System.Text.Json.Serialization;
using Tentacle.Contracts;

namespace Tentacle.Instances.Settings;

/// <summary>A server whose thumbprint the agent accepts, in the original's format.</summary>
public sealed record TrustedServer
{
    public required Thumbprint Thumbprint { get; set; }

    [JsonConverter(typeof(CommunicationStyleConverter))]
    public CommunicationStyle CommunicationStyle { get; set; } = CommunicationStyle.None;

    /// <summary>The address of a polled server; null for a server that connects to the agent.</summary>
    public string? Address { get; set; }

    /// <summary>A name from version 2 of the original. It is kept and not used.</summary>
    public string? Squid { get; set; }

    /// <summary>The id under which a polled server knows this agent, for example <c>poll://abc/</c>.</summary>
    public string? SubscriptionId { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

/// <summary>The side that opens the connection. The numbers are the original's.</summary>
public enum CommunicationStyle
{
    None = 0,

    /// <summary>The server connects to the agent.</summary>
    TentaclePassive = 1,

    /// <summary>The agent polls the server.</summary>
    TentacleActive = 2,
}

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
