using System.Text.Json.Nodes;

namespace Tentacle.OpenApi;

internal static class JsonTree
{
    /// <summary>The node and all below it. Changing what is below a node while it is visited is allowed.</summary>
    public static IEnumerable<JsonNode> Descendants(this JsonNode node)
    {
        yield return node;
        List<JsonNode?> children = node switch
        {
            JsonObject o => [.. o.Select(m => m.Value)],
            JsonArray a => [.. a],
            _ => [],
        };
        foreach (var child in children.OfType<JsonNode>().SelectMany(Descendants))
        {
            yield return child;
        }
    }
}
