using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Core.Instances.Settings;

/// <summary>Ours, not the original's.</summary>
public sealed record DiskSettings
{
    // 500 MB, a tenth of it and 1 MiB: the original's own guard.
    public const long DefaultMinimumFree = 551L << 20;

    /// <summary>Bytes that must be free where jobs work before a new one is accepted.</summary>
    public long MinimumFree { get; set; } = DefaultMinimumFree;

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
