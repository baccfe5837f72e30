using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Instances.Settings;

/// <summary>The settings for access to files. The original does not have these settings.</summary>
public sealed record FileSettings
{
    /// <summary>The directories in which files may be read and written. An empty list allows every file that the agent's account may access.</summary>
    public IReadOnlyList<string> Roots { get; set; } = [];

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
