using System.Text.Json;

namespace Tentacle.Core.Instances.Settings;

/// <summary>Which members a settings file has, and which of them this version knows.</summary>
public static class SettingsMembers
{
    private static readonly JsonElement Known = JsonSerializer.SerializeToElement(new InstanceSettings(), SettingsJson.Default.InstanceSettings);

    /// <summary>Members that this version does not know, by their path: they are kept and have no effect.</summary>
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
            .. tentacle.Communication.TrustedOctopusServers.SelectMany(server => Named("Tentacle.Communication.TrustedOctopusServers.", server.Unknown)).Distinct(),
            .. Named("Tentacle.Deployment.", tentacle.Deployment.Unknown),
            .. Named("Tentacle.NextCertificate.", tentacle.NextCertificate?.Unknown),
            .. Named("Jobs.", settings.Jobs.Unknown),
            .. Named("Disk.", settings.Disk.Unknown),
            .. Named("Files.", settings.Files.Unknown),
            .. Named("Health.", settings.Health.Unknown),
            .. Named("Otlp.", settings.Otlp.Unknown),
        ];
    }

    /// <summary>The same as one sentence; null when there are none.</summary>
    public static string? DescribeUnknown(InstanceSettings settings) => Unknown(settings) switch
    {
        [] => null,
        [var one] => $"The setting '{one}' is not known to this version: it is kept and has no effect. Correct or remove it.",
        var many => $"The settings {string.Join(", ", many.Select(name => $"'{name}'"))} are not known to this version: they are kept and have no effect. Correct or remove them.",
    };

    /// <summary>True when the file holds at least one setting with a name that is known: one without any is some other file, or what is left of one.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    internal static bool HasKnown(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        using var document = JsonDocument.ParseValue(ref reader);

        // What is of another type than it must be is the serializer's to report.
        try
        {
            return document.RootElement.ValueKind != JsonValueKind.Object || HasKnown(document.RootElement, Known);
        }
        catch (InvalidOperationException e)
        {
            // A name with half of a surrogate pair is read as JSON, and shows only when it is made a string.
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

    private static IEnumerable<string> Named(string section, Dictionary<string, JsonElement>? unknown) => unknown is null ? [] : unknown.Keys.Select(name => section + name);
}
