using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Tentacle.Contracts;
using Tentacle.Instances.Settings;

namespace Tentacle.Instances.Tests.Settings;

/// <summary>The JSON Schema of the settings file, made from the types that read it and what is said of them.</summary>
internal static partial class SettingsSchema
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly Lazy<Dictionary<string, string>> Summaries = new(ReadSummaries);

    /// <summary>By dotted name.</summary>
    public static IReadOnlyDictionary<string, (long Least, long? Most)> Limits { get; } = new Dictionary<string, (long, long?)>
    {
        ["Octopus.Proxy.ProxyPort"] = (1, 65535),
        ["Octopus.Server.Proxy.ProxyPort"] = (1, 65535),
        ["Tentacle.Services.PortNumber"] = (0, 65535),
        ["Tentacle.Communication.PollingConnectionCount"] = (1, 512),
        ["Jobs.LogLimit"] = (65536, null),
        ["Jobs.MaxRunning"] = (1, null),
        ["Jobs.ForgottenTicketDays"] = (0, 3650),
        ["Jobs.RetentionHours"] = (1, 24 * 3650),
        ["Jobs.PowerShellStartSeconds"] = (1, null),
        ["Disk.MinimumFree"] = (0, null),
        ["Otlp.IntervalSeconds"] = (1, 86_400),
        ["Connections.MaxUntrusted"] = (4, 10_000),
        ["Connections.MaxUntrustedPerAddress"] = (4, 10_000),
        ["Health.CertificateDays"] = (0, null),
        ["Health.ClockToleranceSeconds"] = (0, null),
    };

    public static string Make()
    {
        var options = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Complete };
        var schema = ReadableSettingsJson.Default.Options.GetJsonSchemaAsNode(typeof(InstanceSettings), options).AsObject();
        var document = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Settings of a Tentacle instance",
        };
        foreach (var (name, value) in schema.ToList())
        {
            schema.Remove(name);
            document[name] = value;
        }

        return document.ToJsonString(Readable).Replace("\r\n", "\n", StringComparison.Ordinal) + "\n";
    }

    private static JsonObject Complete(JsonSchemaExporterContext context, JsonNode node)
    {
        var schema = node is JsonObject given ? given : [];
        if (context.TypeInfo.Type == typeof(Thumbprint))
        {
            schema["type"] = "string";
            schema["pattern"] = "^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$";
        }
        else if (context.TypeInfo.Type == typeof(CommunicationStyle))
        {
            schema["enum"] = new JsonArray(0, 1, 2, "None", "TentaclePassive", "TentacleActive");
        }

        if (context.PropertyInfo is { } property)
        {
            if (Summaries.Value.TryGetValue($"{property.DeclaringType.FullName}.{property.Name}", out var summary))
            {
                schema["description"] = summary;
            }

            AddLimits(schema, context.Path);
        }

        // The whole file's own member for editors.
        if (context.Path.IsEmpty)
        {
            schema["properties"]!["$schema"] = new JsonObject { ["type"] = "string" };
        }

        return schema;
    }

    private static void AddLimits(JsonObject schema, ReadOnlySpan<string> path)
    {
        var name = string.Join('.', path.ToArray().Where(part => part != "properties"));
        if (Limits.TryGetValue(name, out var limits))
        {
            schema["minimum"] = limits.Least;
            if (limits.Most is { } most)
            {
                schema["maximum"] = most;
            }
        }
    }

    private static Dictionary<string, string> ReadSummaries() =>
        XDocument.Load(Path.ChangeExtension(typeof(InstanceSettings).Assembly.Location, ".xml")).Descendants("member")
            .Where(member => member.Attribute("name")!.Value.StartsWith("P:", StringComparison.Ordinal) && member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value[2..], member => Plain(member.Element("summary")!));

    private static string Plain(XElement summary) =>
        Spaces().Replace(string.Concat(summary.Nodes().Select(node => node is XElement element ? element.Attribute("cref")?.Value.Split('.')[^1] ?? element.Value : node.ToString())), " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
