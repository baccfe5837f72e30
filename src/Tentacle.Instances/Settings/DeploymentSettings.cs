using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Instances.Settings;

public sealed record DeploymentSettings
{
    /// <summary>The directory in which packages are installed; null for <see cref="InstanceHome.DefaultApplications"/>.</summary>
    public string? ApplicationDirectory { get; set; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
