using System.Text.Json;
using System.Text.Json.Nodes;
using Tentacle.OpenApi.Texts;

namespace Tentacle.OpenApi.Schemas;

/// <summary>
/// Makes the schemas as exact as the wire is: what is always there is required, what can be null says so, requests refuse what they do not know and answers
/// may grow. A record that stands in both gets a second schema, <c>…Request</c>.
/// </summary>
internal static class ComponentSchemas
{
    private const string Prefix = "#/components/schemas/";
    private const string RequestSuffix = "Request";

    public static void Refine(JsonObject document)
    {
        var schemas = document["components"]!["schemas"]!.AsObject();
        var inRequests = Reachable(Parts(document, "requestBody"), schemas);
        var inAnswers = Reachable(Parts(document, "responses"), schemas);
        var inBoth = Separate(document, schemas, inRequests, inAnswers);
        foreach (var (name, schema) in schemas.ToList())
        {
            var type = inBoth.FirstOrDefault(both => name == both + RequestSuffix) ?? name;
            Refine(schema!.AsObject(), WireType.Find(type), isRequest: !inAnswers.Contains(name));
        }

        Sort(schemas);
    }

    private static void Refine(JsonObject schema, WireType? type, bool isRequest)
    {
        if (type is null)
        {
            return;
        }

        if (type.IsEnum)
        {
            schema["description"] = CodeComments.OfEnum(type.Clr);
            return;
        }

        MarkNullable(schema["properties"]!.AsObject(), type);
        schema.Remove("required");
        string[] required = [.. isRequest ? type.RequiredInRequests : type.PresentInAnswers];
        if (required.Length > 0)
        {
            schema["required"] = JsonSerializer.SerializeToNode(required);
        }

        schema.Remove("additionalProperties");
        if (isRequest)
        {
            schema["additionalProperties"] = false;
            AddDefaults(schema["properties"]!.AsObject(), type.DefaultsInRequests());
        }
    }

    private static void AddDefaults(JsonObject properties, JsonObject defaults)
    {
        foreach (var (name, value) in defaults.ToList())
        {
            defaults.Remove(name);
            properties[name]!["default"] = value;
        }
    }

    // A reference cannot be null by itself.
    private static void MarkNullable(JsonObject properties, WireType type)
    {
        foreach (var (name, property) in properties.ToList())
        {
            if (type.IsNullable(name) && property is JsonObject { } reference && reference.Remove("$ref", out var target))
            {
                reference["anyOf"] = new JsonArray(new JsonObject { ["$ref"] = target }, new JsonObject { ["type"] = "null" });
            }
        }
    }

    /// <returns>The schemas that were in both, and have a second one now.</returns>
    private static HashSet<string> Separate(JsonObject document, JsonObject schemas, HashSet<string> inRequests, HashSet<string> inAnswers)
    {
        var inBoth = inRequests.Where(name => inAnswers.Contains(name) && schemas[name]!.AsObject().ContainsKey("properties")).ToHashSet();
        foreach (var name in inBoth)
        {
            schemas[name + RequestSuffix] = schemas[name]!.DeepClone();
        }

        var requests = Parts(document, "requestBody").Concat(inRequests.Except(inAnswers).Concat(inBoth.Select(name => name + RequestSuffix)).Select(name => schemas[name]!));
        foreach (var reference in requests.SelectMany(References).Where(r => inBoth.Contains(Target(r))))
        {
            reference["$ref"] = Prefix + Target(reference) + RequestSuffix;
        }

        return inBoth;
    }

    private static HashSet<string> Reachable(IEnumerable<JsonNode> from, JsonObject schemas)
    {
        var reached = new HashSet<string>();
        var open = new Queue<string>(from.SelectMany(References).Select(Target));
        while (open.TryDequeue(out var name))
        {
            if (reached.Add(name))
            {
                References(schemas[name]!).Select(Target).ToList().ForEach(open.Enqueue);
            }
        }

        return reached;
    }

    private static List<JsonNode> Parts(JsonObject document, string member) =>
        [.. document["paths"]!.Descendants().OfType<JsonObject>().Select(o => o[member]).OfType<JsonNode>()];

    private static IEnumerable<JsonObject> References(JsonNode node) =>
        node.Descendants().OfType<JsonObject>().Where(o => o["$ref"] is JsonValue);

    private static string Target(JsonObject reference) => reference["$ref"]!.GetValue<string>()[Prefix.Length..];

    private static void Sort(JsonObject schemas)
    {
        var sorted = schemas.OrderBy(s => s.Key, StringComparer.Ordinal).ToList();
        schemas.Clear();
        sorted.ForEach(s => schemas.Add(s.Key, s.Value));
    }
}
