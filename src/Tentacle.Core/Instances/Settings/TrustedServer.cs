using System.Text.Json;
using System.Text.Json.Serialization;
using Tentacle.Contracts;

namespace Tentacle.Core.Instances.Settings;

/// <summary>A server whose thumbprint we accept, in the original's shape.</summary>
public sealed record TrustedServer
{
    public required Thumbprint Thumbprint { get; set; }

    [JsonConverter(typeof(CommunicationStyleConverter))]
    public CommunicationStyle CommunicationStyle { get; set; } = CommunicationStyle.None;

    /// <summary>Where a polled server is; null for one that connects to us.</summary>
    public string? Address { get; set; }

    /// <summary>A name from version 2 of the original; kept, not used.</summary>
    public string? Squid { get; set; }

    /// <summary>What a polled server knows this agent by, for example <c>poll://abc/</c>.</summary>
    public string? SubscriptionId { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

/// <summary>Who connects. The numbers are the original's.</summary>
public enum CommunicationStyle
{
    None = 0,

    /// <summary>The server connects to the agent.</summary>
    TentaclePassive = 1,

    /// <summary>The agent polls the server.</summary>
    TentacleActive = 2,
}

/// <summary>Written as a number; read as a number or a name, as the original does.</summary>
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
