using System.Collections.Frozen;
using System.Text.Json;

namespace Tentacle.Testing.Schema;

/// <summary>The part of JSON Schema 2020-12 that is understood here; all else is refused.</summary>
internal static class SchemaKeywords
{
    private static readonly FrozenSet<string> Checked = FrozenSet.ToFrozenSet(
    [
        "$ref", "type", "properties", "required", "additionalProperties", "items", "enum", "const", "oneOf", "anyOf", "allOf", "not", "format",
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems",
    ]);

    // They describe and do not constrain.
    private static readonly FrozenSet<string> Annotations = FrozenSet.ToFrozenSet(
    ["title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly", "$comment", "contentEncoding", "contentMediaType"]);

    /// <summary>Walks the schema and all below it.</summary>
    /// <exception cref="UnsupportedSchemaException">A keyword or a format in it is not understood.</exception>
    public static void Check(JsonElement schema, string at)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return;
        }

        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw new UnsupportedSchemaException($"The schema at {at} is neither an object nor a boolean: {schema}.");
        }

        foreach (var keyword in schema.EnumerateObject())
        {
            if (!Checked.Contains(keyword.Name) && !Annotations.Contains(keyword.Name) && !keyword.Name.StartsWith("x-", StringComparison.Ordinal))
            {
                throw new UnsupportedSchemaException($"The schema at {at} uses '{keyword.Name}', which the validator does not know. Teach it, or leave the keyword out.");
            }

            CheckBelow(keyword, $"{at}/{keyword.Name}");
        }
    }

    private static void CheckBelow(JsonProperty keyword, string at)
    {
        switch (keyword.Name)
        {
            case "properties":
                foreach (var property in keyword.Value.EnumerateObject())
                {
                    Check(property.Value, $"{at}/{property.Name}");
                }

                break;
            case "items" or "additionalProperties" or "not":
                Check(keyword.Value, at);
                break;
            case "oneOf" or "anyOf" or "allOf":
                foreach (var schema in keyword.Value.EnumerateArray())
                {
                    Check(schema, at);
                }

                break;
            case "format" when !SchemaFormats.Knows(keyword.Value.GetString()!):
                throw new UnsupportedSchemaException($"The schema at {at} uses the format '{keyword.Value}', which the validator does not know.");
        }
    }
}
