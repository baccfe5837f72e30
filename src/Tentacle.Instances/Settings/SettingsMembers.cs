using System.Text.Json;

namespace Tentacle.Instances.Settings;

/// <summary>Finds the known and unknown members of a settings file.</summary>
public static class SettingsMembers
{
    private static readonly JsonElement Known = JsonSerializer.SerializeToElement(new InstanceSettings(), SettingsJson.Default.InstanceSettings);

    /// <summary>The paths of the members that this version does not know. These members are kept and have no effect.</summary>
    public static IReadOnlyList<string> Unknown(InstanceSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var (octopus, tentacle) = (settings.Octopus, settings.Tentacle);
        return
        [
            .. Named("", settings.Unknown),
            .. Named("Octopus.", octopus.Unknown),
            .. Named("Octopus.Proxy.", octopus.Proxy.Unknown),
            .. Named("Octopus.Server.", octopus.Server.Unknown),
            .. Named("Octopus.Server.Proxy.", octopus.Server.Proxy.Unknown),
            .. Named("Tentacle.", tentacle.Unknown),
            .. Named("Tentacle.Services.", tentacle.Services.Unknown),
            .. Named("Tentacle.Communication.", tentacle.Communication.Unknown),
            .. tentacle.Communication.TrustedOctopusServers.SelectMany(server => Named("Tentacle.Communication.TrustedOctopusServers.", server.Unknown))
                .Distinct(),
            .. Named("Tentacle.Deployment.", tentacle.Deployment.Unknown),
            .. Named("Tentacle.NextCertificate.", tentacle.NextCertificate?.Unknown),
            .. Named("Jobs.", settings.Jobs.Unknown),
            .. Named("Disk.", settings.Disk.Unknown),
            .. Named("Files.", settings.Files.Unknown),
            .. Named("Health.", settings.Health.Unknown),
            .. Named("Otlp.", settings.Otlp.Unknown),
        ];
    }

    /// <summary>Describes the unknown members in one message; null when there are none.</summary>
    public static string? DescribeUnknown(InstanceSettings settings) => Unknown(settings) switch
    {
        [] => null,
        [var one] => $"The setting '{one}' is not known to this version: it is kept and has no effect. Correct or remove it.",
        var many => $"The settings {string.Join(", ", many.Select(name => $"'{name}'"))} are not known to this version: they are kept and have no effect. "
            + "Correct or remove them.",
    };

    /// <summary>
    /// True when the file holds at least one setting with a known name. A file without any is another kind of file, or the rest of a damaged one.
    /// </summary>
    /// <exception cref="JsonException">The file is not JSON.</exception>
    internal static bool HasKnown(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        using var document = JsonDocument.ParseValue(ref reader);

        // The serializer reports values of the wrong type.
        try
        {
            return document.RootElement.ValueKind != JsonValueKind.Object || HasKnown(document.RootElement, Known);
        }
        catch (InvalidOperationException e)
        {
            // A name with half of a surrogate pair is accepted as JSON. The error occurs only when the name is converted to a string.
            throw new JsonException($"The name of a member is not valid Unicode: {e.Message}", e);
        }
    }

    private static bool HasKnown(JsonElement found, JsonElement known)
    {
        foreach (var member in found.EnumerateObject())
        {
            foreach (var same in known.EnumerateObject().Where(k => k.Name.Equals(member.Name, StringComparison.OrdinalIgnoreCase)))
            {
                if (same.Value.ValueKind != JsonValueKind.Object || member.Value.ValueKind != JsonValueKind.Object || HasKnown(member.Value, same.Value))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static IEnumerable<string> Named(string section, Dictionary<string, JsonElement>? unknown) =>
        unknown is null ? [] : unknown.Keys.Select(name => section + name);
}
