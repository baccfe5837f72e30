using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Core.Instances.Settings;

/// <summary>Ours, not the original's.</summary>
public sealed record FileSettings
{
    /// <summary>The directories that files may be read from and written to; none means all that the agent's account may touch.</summary>
    public IReadOnlyList<string> Roots { get; set; } = [];

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
