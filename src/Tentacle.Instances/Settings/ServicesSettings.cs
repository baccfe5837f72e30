using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Instances.Settings;

public sealed record ServicesSettings
{
    public const int DefaultPort = 10933;

    /// <summary>The port that the agent listens on; 0 lets the system choose one.</summary>
    public int PortNumber { get; set; } = DefaultPort;

    /// <summary>The address that the agent listens on; null for all addresses of the machine.</summary>
    public string? ListenIP { get; set; }

    /// <summary>True when the agent only polls.</summary>
    public bool NoListen { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
