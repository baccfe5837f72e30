using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Instances.Settings;

public sealed record OctopusSettings
{
    /// <summary>The home directory, relative to the settings file; null for the directory of the settings file.</summary>
    public string? Home { get; set; }

    /// <summary>The level of detail of the agent's log.</summary>
    public LogDetail LogLevel { get; set; } = LogDetail.Info;

    /// <summary>The hashed id of the machine that this identity belongs to; null before the first start, and on machines without an id.</summary>
    public string? MachineIdentity { get; set; }

    /// <summary>The proxy for web requests and jobs.</summary>
    public ProxySettings Proxy { get; set; } = new();

    public ServerSettings Server { get; set; } = new();

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
