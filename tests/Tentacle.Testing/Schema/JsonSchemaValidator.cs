using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tentacle.Testing.Schema;

/// <summary>Checks JSON against the schemas of one OpenAPI 3.1 document: the part of JSON Schema 2020-12 that such documents use.</summary>
/// <param name="document">Where <c>$ref</c>s of the form <c>#/…</c> lead.</param>
public sealed class JsonSchemaValidator(JsonElement document)
{
    /// <summary>What in the instance does not fit the schema; empty when all does.</summary>
    /// <exception cref="UnsupportedSchemaException">The schema uses what is not understood here, or refers to what is not there.</exception>
    public IReadOnlyList<SchemaError> Validate(JsonElement schema, JsonElement instance)
    {
        SchemaKeywords.Check(schema, "#");
        var errors = new List<SchemaError>();
        Check(schema, instance, "", errors);
        return errors;
    }

    /// <summary>Follows a <c>$ref</c>, once or several times.</summary>
    public JsonElement Resolve(JsonElement element)
    {
        while (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("$ref", out var reference))
        {
            element = Find(reference.GetString()!);
        }

        return element;
    }

    private JsonElement Find(string reference)
    {
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
        {
            throw new UnsupportedSchemaException($"The reference '{reference}' leads out of the document.");
        }

        var found = document;
        foreach (var part in reference[2..].Split('/'))
        {
            var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found))
            {
                throw new UnsupportedSchemaException($"The reference '{reference}' leads nowhere: there is no '{name}'.");
            }
        }

        return found;
    }

    private void Check(JsonElement schema, JsonElement instance, string at, List<SchemaError> errors)
    {
        if (schema.ValueKind is JsonValueKind.True)
        {
            return;
        }

        if (schema.ValueKind is JsonValueKind.False)
        {
            errors.Add(new SchemaError(at, "Nothing is allowed here."));
            return;
        }

        // Since 2020-12 the keywords beside a $ref count too.
        foreach (var keyword in schema.EnumerateObject())
        {
            Check(keyword, schema, new Place(instance, at, errors));
        }
    }

    private void Check(JsonProperty keyword, JsonElement schema, Place place)
    {
        switch (keyword.Name)
        {
            case "$ref":
                var target = Find(keyword.Value.GetString()!);
                SchemaKeywords.Check(target, keyword.Value.GetString()!);
                Check(target, place.Instance, place.At, place.Errors);
                break;
            case "oneOf" or "anyOf" or "allOf" or "not":
                CheckCombination(keyword, place);
                break;
            default:
                CheckByType(keyword, schema, place);
                break;
        }
    }

    private void CheckByType(JsonProperty keyword, JsonElement schema, Place place)
    {
        CheckAny(keyword, place);
        switch (place.Instance.ValueKind)
        {
            case JsonValueKind.Object:
                CheckObject(keyword, schema, place);
                break;
            case JsonValueKind.Array:
                CheckArray(keyword, place);
                break;
            case JsonValueKind.String:
                CheckString(keyword, place);
                break;
            case JsonValueKind.Number:
                CheckNumber(keyword, place);
                break;
        }
    }

    private static void CheckAny(JsonProperty keyword, Place place)
    {
        var (instance, value) = (place.Instance, keyword.Value);
        switch (keyword.Name)
        {
            case "type" when !Types(value).Any(t => IsOfType(instance, t)):
                place.Fail($"{Shown(instance)} is not of the type {string.Join(" or ", Types(value))}.");
                break;
            case "enum" when !value.EnumerateArray().Any(e => JsonElement.DeepEquals(e, instance)):
                place.Fail($"{Shown(instance)} is none of {value.GetRawText()}.");
                break;
            case "const" when !JsonElement.DeepEquals(value, instance):
                place.Fail($"{Shown(instance)} is not {value.GetRawText()}.");
                break;
            case "format" when SchemaFormats.Check(value.GetString()!, instance) is { } why:
                place.Fail(why);
                break;
        }
    }

    private void CheckObject(JsonProperty keyword, JsonElement schema, Place place)
    {
        switch (keyword.Name)
        {
            case "required":
                foreach (var name in keyword.Value.EnumerateArray().Select(n => n.GetString()!).Where(n => !place.Instance.TryGetProperty(n, out _)))
                {
                    place.Fail($"The member '{name}' is missing.");
                }

                break;
            case "properties":
                foreach (var property in keyword.Value.EnumerateObject())
                {
                    if (place.Instance.TryGetProperty(property.Name, out var member))
                    {
                        Check(property.Value, member, place.Below(property.Name), place.Errors);
                    }
                }

                break;
            case "additionalProperties":
                foreach (var member in place.Instance.EnumerateObject().Where(m => !Declares(schema, m.Name)))
                {
                    Check(keyword.Value, member.Value, place.Below(member.Name), place.Errors);
                }

                break;
        }
    }

    private void CheckArray(JsonProperty keyword, Place place)
    {
        var length = place.Instance.GetArrayLength();
        switch (keyword.Name)
        {
            case "items":
                var index = 0;
                foreach (var item in place.Instance.EnumerateArray())
                {
                    Check(keyword.Value, item, place.Below(index++.ToString(CultureInfo.InvariantCulture)), place.Errors);
                }

                break;
            case "minItems" when length < keyword.Value.GetInt32():
                place.Fail($"{length} items are fewer than {keyword.Value}.");
                break;
            case "maxItems" when length > keyword.Value.GetInt32():
                place.Fail($"{length} items are more than {keyword.Value}.");
                break;
            case "uniqueItems" when keyword.Value.GetBoolean() && HasTwins(place.Instance):
                place.Fail("Two items are equal.");
                break;
        }
    }

    private static void CheckString(JsonProperty keyword, Place place)
    {
        var text = place.Instance.GetString()!;
        switch (keyword.Name)
        {
            // Lengths count characters, not UTF-16 units.
            case "minLength" when text.EnumerateRunes().Count() < keyword.Value.GetInt32():
                place.Fail($"{Shown(place.Instance)} is shorter than {keyword.Value}.");
                break;
            case "maxLength" when text.EnumerateRunes().Count() > keyword.Value.GetInt32():
                place.Fail($"{Shown(place.Instance)} is longer than {keyword.Value}.");
                break;
            case "pattern" when !Regex.IsMatch(text, keyword.Value.GetString()!, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)):
                place.Fail($"{Shown(place.Instance)} does not match {keyword.Value.GetRawText()}.");
                break;
        }
    }

    private static void CheckNumber(JsonProperty keyword, Place place)
    {
        if (keyword.Name is not ("minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum"))
        {
            return;
        }

        var (number, bound) = (place.Instance.GetDouble(), keyword.Value.GetDouble());
        var fits = keyword.Name switch
        {
            "minimum" => number >= bound,
            "maximum" => number <= bound,
            "exclusiveMinimum" => number > bound,
            _ => number < bound,
        };
        if (!fits)
        {
            place.Fail($"{Shown(place.Instance)} is beyond the {keyword.Name} {keyword.Value}.");
        }
    }

    private void CheckCombination(JsonProperty keyword, Place place)
    {
        if (keyword.Name == "not")
        {
            if (Errors(keyword.Value, place).Count == 0)
            {
                place.Fail($"{Shown(place.Instance)} fits what it must not fit.");
            }

            return;
        }

        var tries = keyword.Value.EnumerateArray().Select(s => Errors(s, place)).ToList();
        var fitting = tries.Count(e => e.Count == 0);
        if (keyword.Name == "allOf")
        {
            place.Errors.AddRange(tries.SelectMany(e => e));
        }
        else if (fitting == 0)
        {
            place.Fail($"{Shown(place.Instance)} fits no schema of {keyword.Name}: {string.Join(" / ", tries.Select(e => string.Join(" ", e)))}");
        }
        else if (keyword.Name == "oneOf" && fitting > 1)
        {
            place.Fail($"{Shown(place.Instance)} fits {fitting} schemas of oneOf.");
        }
    }

    private List<SchemaError> Errors(JsonElement schema, Place place)
    {
        var errors = new List<SchemaError>();
        Check(schema, place.Instance, place.At, errors);
        return errors;
    }

    private static bool Declares(JsonElement schema, string name) =>
        schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out _);

    private static IEnumerable<string> Types(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? [value.GetString()!] : value.EnumerateArray().Select(t => t.GetString()!);

    private static bool IsOfType(JsonElement instance, string type) => type switch
    {
        "null" => instance.ValueKind == JsonValueKind.Null,
        "boolean" => instance.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "object" => instance.ValueKind == JsonValueKind.Object,
        "array" => instance.ValueKind == JsonValueKind.Array,
        "string" => instance.ValueKind == JsonValueKind.String,
        "number" => instance.ValueKind == JsonValueKind.Number,
        "integer" => instance.ValueKind == JsonValueKind.Number && double.IsInteger(instance.GetDouble()),
        _ => throw new UnsupportedSchemaException($"There is no type '{type}'."),
    };

    private static bool HasTwins(JsonElement array)
    {
        var items = array.EnumerateArray().ToList();
        return items.Where((item, i) => items.Take(i).Any(earlier => JsonElement.DeepEquals(earlier, item))).Any();
    }

    private static string Shown(JsonElement value) => value.GetRawText() is { Length: > 200 } all ? all[..200] + "…" : value.GetRawText();

    private sealed record Place(JsonElement Instance, string At, List<SchemaError> Errors)
    {
        public void Fail(string message) => Errors.Add(new SchemaError(At, message));

        public string Below(string name) => $"{At}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
    }
}
