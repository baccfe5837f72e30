using System.Text.Json.Nodes;

namespace Tentacle.OpenApi;

/// <summary>What many operations say alike stands once, in <c>components</c>, so that a change of it is one change of the file.</summary>
internal static class SharedParts
{
    // Refusals that most routes have alike, by their status.
    private static readonly (string Status, string Name)[] OfMostRoutes = [("400", "InvalidRequest"), ("401", "CertificateRequired"), ("412", "PreconditionFailed")];

    public static void Hoist(JsonObject document)
    {
        var answers = document["paths"]!.Descendants().OfType<JsonObject>().Select(o => o["responses"]).OfType<JsonObject>().ToList();
        foreach (var answer in answers.SelectMany(a => a).Select(a => a.Value!.AsObject()).ToList())
        {
            HoistAll(document, "headers", answer["headers"]?.AsObject(), name => answer["headers"]![name]!["required"] is null ? $"{name}.optional" : name);
            foreach (var examples in answer.Descendants().OfType<JsonObject>().Select(o => o["examples"]).OfType<JsonObject>().ToList())
            {
                HoistAll(document, "examples", examples, name => name);
            }
        }

        foreach (var (status, name) in OfMostRoutes)
        {
            foreach (var answer in answers.Where(a => a.ContainsKey(status)))
            {
                Hoist(document, "responses", answer, status, name);
            }
        }
    }

    private static void HoistAll(JsonObject document, string kind, JsonObject? parts, Func<string, string> nameOf)
    {
        foreach (var (name, _) in parts?.ToList() ?? [])
        {
            Hoist(document, kind, parts!, name, nameOf(name));
        }
    }

    // Only what is the same everywhere can share its name.
    private static void Hoist(JsonObject document, string kind, JsonObject parts, string name, string sharedName)
    {
        var shared = document["components"]!.AsObject();
        var ofKind = shared[kind]?.AsObject() ?? (JsonObject)(shared[kind] = new JsonObject());
        ofKind[sharedName] ??= parts[name]!.DeepClone();
        if (JsonNode.DeepEquals(ofKind[sharedName], parts[name]))
        {
            parts[name] = new JsonObject { ["$ref"] = $"#/components/{kind}/{sharedName}" };
        }
    }
}
