using System.Text.Json;
using System.Text.Json.Nodes;
using Tentacle.Testing.Api;
using Tentacle.Testing.Schema;

namespace Tentacle.OpenApi;

/// <summary>Whether the document keeps its own promises.</summary>
internal static class SelfCheck
{
    /// <summary>Holds the schemas against what tests understand, and every JSON example against its schema.</summary>
    /// <exception cref="DescriptionException">An example does not fit.</exception>
    /// <exception cref="UnsupportedSchemaException">No test could check an answer against a schema.</exception>
    public static void Run(JsonObject document)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(document);
        OpenApiDocument.Parse(json);
        using var parsed = JsonDocument.Parse(json);
        var schemas = new JsonSchemaValidator(parsed.RootElement);
        foreach (var media in document["paths"]!.Descendants().OfType<JsonObject>().Where(o => o.ContainsKey("schema")))
        {
            foreach (var example in ExamplesOf(media).OfType<JsonObject>())
            {
                var errors = schemas.Validate(JsonSerializer.SerializeToElement(media["schema"]), JsonSerializer.SerializeToElement(example));
                if (errors.Count > 0)
                {
                    throw new DescriptionException($"The example at {media.GetPath()} does not fit its schema: {string.Join(" ", errors)}");
                }
            }
        }
    }

    private static IEnumerable<JsonNode?> ExamplesOf(JsonObject media) =>
        media["examples"] is JsonObject several ? several.Select(e => e.Value!["value"]) : [media["example"]];
}
