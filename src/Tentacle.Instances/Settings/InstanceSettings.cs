using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Instances.Settings;

/// <summary>
/// The settings file of one instance. Its members are nested and named as the original's <c>show-configuration</c> prints them. Members that this
/// version does not know are kept unchanged. To change settings, change a copy (<c>with</c>). The setters exist only for the JSON reader, which gives
/// an init-only member that is missing in the file the default of its type instead of the default set here.
/// </summary>
public sealed record InstanceSettings
{
    public OctopusSettings Octopus { get; set; } = new();
    public TentacleSettings Tentacle { get; set; } = new();
    public JobSettings Jobs { get; set; } = new();
    public DiskSettings Disk { get; set; } = new();
    public FileSettings Files { get; set; } = new();
    public HealthSettings Health { get; set; } = new();
    public OtlpSettings Otlp { get; set; } = new();
    public ConnectionSettings Connections { get; set; } = new();

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
