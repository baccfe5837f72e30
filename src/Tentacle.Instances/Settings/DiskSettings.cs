using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Instances.Settings;

/// <summary>The limit of the free disk space. The original does not have this setting.</summary>
public sealed record DiskSettings
{
    // The sum of 500 MB, a tenth of it and 1 MiB, which is the limit of the original's own check.
    public const long DefaultMinimumFree = 551L << 20;

    /// <summary>The number of bytes that must be free on the disk of the jobs' working directories before a new job is accepted.</summary>
    public long MinimumFree { get; set; } = DefaultMinimumFree;

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
