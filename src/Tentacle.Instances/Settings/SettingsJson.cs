using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Instances.Settings;

/// <summary>The JSON format of the settings and the index. People edit these files, so comments, trailing commas and any case are accepted.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNameCaseInsensitive = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(InstanceSettings))]
[JsonSerializable(typeof(InstanceEntry))]
[JsonSerializable(typeof(IReadOnlyList<TrustedServer>))]
internal sealed partial class SettingsJson : JsonSerializerContext;

/// <summary>The same format without escapes that only HTML needs, because people read these files.</summary>
internal static class ReadableSettingsJson
{
    public static SettingsJson Default { get; } =
        new(new JsonSerializerOptions(SettingsJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
