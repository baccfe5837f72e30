using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tentacle.Fuzzing.Engine;

/// <summary>Changes JSON as JSON: bytes that are changed at random seldom become another value of another type in the right place.</summary>
internal static class JsonEdits
{
    private static readonly string[] Values =
        ["null", "true", "0", "-1", "0.5", "2147483648", "9223372036854775808", "\"\"", "\"..\"", "\"\\u0000\"", "\"x y\"", "\"0001-01-01T00:00:00Z\"", "[]",
            "[null]", "[[]]", "{}", "{\"\":null}", "{\"a\":{}}"];

    /// <summary>Half of all inputs are a good document with some of its values changed; the rest is left as it is.</summary>
    /// <param name="seeds">Those that are not single object are passed over.</param>
    /// <param name="end">Put behind the document.</param>
    public static Func<byte[], Random, byte[]> Of(IReadOnlyList<byte[]> seeds, string end)
    {
        var documents = seeds.Select(TryParse).OfType<JsonObject>().ToList();
        var ending = System.Text.Encoding.UTF8.GetBytes(end);
        return (mutated, random) => documents.Count == 0 || random.Next(2) == 0 ? mutated
            : [.. Edit(documents[random.Next(documents.Count)].DeepClone(), random), .. ending];
    }

    private static byte[] Edit(JsonNode document, Random random)
    {
        for (var edits = 1 + random.Next(3); edits > 0; edits--)
        {
            var places = Places(document).ToList();
            if (places.Count == 0)
            {
                break;
            }

            Change(places[random.Next(places.Count)], random);
        }

        return JsonSerializer.SerializeToUtf8Bytes(document);
    }

    private static void Change((JsonNode Parent, string Name, int Index) place, Random random)
    {
        var remove = random.Next(5) == 0;
        var value = JsonNode.Parse(Values[random.Next(Values.Length)]);
        switch (place.Parent)
        {
            case JsonObject parent when remove:
                parent.Remove(place.Name);
                break;
            case JsonObject parent when random.Next(8) == 0:
                parent[place.Name + "x"] = value;
                break;
            case JsonObject parent:
                parent[place.Name] = value;
                break;
            case JsonArray parent when remove:
                parent.RemoveAt(place.Index);
                break;
            case JsonArray parent:
                parent[place.Index] = value;
                break;
            default:
                break;
        }
    }

    private static IEnumerable<(JsonNode Parent, string Name, int Index)> Places(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(m => Places(m.Value).Prepend((o, m.Key, -1))),
        JsonArray a => a.SelectMany((e, i) => Places(e).Prepend((a, "", i))),
        _ => [],
    };

    private static JsonObject? TryParse(byte[] seed)
    {
        try
        {
            return JsonNode.Parse(seed) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
