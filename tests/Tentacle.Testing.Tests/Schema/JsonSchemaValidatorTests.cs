using System.Text.Json;
using Tentacle.Testing.Schema;

namespace Tentacle.Testing.Tests.Schema;

public sealed class JsonSchemaValidatorTests
{
    private const string Components = """
        { "components": { "schemas": {
          "Ticket": { "type": "string", "pattern": "^[a-z]+$" },
          "Tree": { "type": "object", "properties": { "children": { "type": "array", "items": { "$ref": "#/components/schemas/Tree" } } }, "additionalProperties": false },
          "Odd/Name": { "type": "integer" },
          "Strange": { "type": "string", "prefixItems": [] }
        } } }
        """;

    [Theory]
    [InlineData("""{ "type": "string" }""", "\"a\"")]
    [InlineData("""{ "type": ["string", "null"] }""", "null")]
    [InlineData("""{ "type": "integer", "format": "int32" }""", "2147483647")]
    [InlineData("""{ "type": "integer", "format": "int64" }""", "9223372036854775807")]
    [InlineData("""{ "type": "integer" }""", "3.0")]
    [InlineData("""{ "type": "number", "exclusiveMinimum": 1, "exclusiveMaximum": 3 }""", "2.5")]
    [InlineData("""{ "type": "boolean" }""", "false")]
    [InlineData("""{ "type": "string", "format": "date-time" }""", "\"2026-01-31T12:00:00.000Z\"")]
    [InlineData("""{ "type": "string", "format": "byte" }""", "\"aGVq\"")]
    [InlineData("""{ "type": "string", "format": "uri" }""", "\"urn:tentacle:problem:not-found\"")]
    [InlineData("""{ "type": "string", "minLength": 1, "maxLength": 1 }""", "\"😀\"")]
    [InlineData("""{ "enum": ["a", null, 3] }""", "3.0")]
    [InlineData("""{ "const": { "a": 1, "b": 2 } }""", """{ "b": 2, "a": 1 }""")]
    [InlineData("""{ "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Ticket" }] }""", "null")]
    [InlineData("""{ "anyOf": [{ "type": "string" }, { "minimum": 1 }] }""", "2")]
    [InlineData("""{ "allOf": [{ "type": "integer" }, { "maximum": 3 }] }""", "3")]
    [InlineData("""{ "not": { "type": "string" } }""", "1")]
    [InlineData("""{ "$ref": "#/components/schemas/Tree" }""", """{ "children": [{ "children": [] }, {}] }""")]
    [InlineData("""{ "$ref": "#/components/schemas/Odd~1Name" }""", "1")]
    [InlineData("""{ "type": "object", "additionalProperties": { "type": "string" } }""", """{ "any": "thing" }""")]
    [InlineData("""{ "type": "array", "minItems": 1, "maxItems": 2, "uniqueItems": true }""", "[1, 2]")]
    [InlineData("""{ "minLength": 5, "minimum": 7, "required": ["a"] }""", "true")]
    [InlineData("true", "{}")]
    [InlineData("""{ "type": "string", "description": "d", "example": 1, "x-own": {} }""", "\"a\"")]
    public void Validate_WhatFits_HasNoErrors(string schema, string instance) => Assert.Empty(Validate(schema, instance));

    [Theory]
    [InlineData("""{ "type": "string" }""", "1", "", "not of the type string")]
    [InlineData("""{ "type": ["string", "null"] }""", "{}", "", "string or null")]
    [InlineData("""{ "type": "integer" }""", "1.5", "", "integer")]
    [InlineData("""{ "type": "integer" }""", "\"1\"", "", "integer")]
    [InlineData("""{ "type": "integer", "format": "int32" }""", "2147483648", "", "int32")]
    [InlineData("""{ "type": "integer", "format": "int64" }""", "9223372036854775808", "", "int64")]
    [InlineData("""{ "type": "string", "format": "date-time" }""", "\"2026-01-31 12:00\"", "", "date-time")]
    [InlineData("""{ "type": "string", "format": "date-time" }""", "\"2026-02-31T12:00:00Z\"", "", "date-time")]
    [InlineData("""{ "type": "string", "format": "byte" }""", "\"?\"", "", "byte")]
    [InlineData("""{ "type": "string", "format": "uri" }""", "\"/jobs\"", "", "uri")]
    [InlineData("""{ "minimum": 1 }""", "0", "", "minimum")]
    [InlineData("""{ "maximum": 1 }""", "2", "", "maximum")]
    [InlineData("""{ "exclusiveMinimum": 1 }""", "1", "", "exclusiveMinimum")]
    [InlineData("""{ "exclusiveMaximum": 1 }""", "1", "", "exclusiveMaximum")]
    [InlineData("""{ "minLength": 2 }""", "\"😀\"", "", "shorter")]
    [InlineData("""{ "maxLength": 1 }""", "\"ab\"", "", "longer")]
    [InlineData("""{ "pattern": "^a" }""", "\"b\"", "", "match")]
    [InlineData("""{ "enum": ["a"] }""", "\"A\"", "", "none of")]
    [InlineData("""{ "const": 1 }""", "2", "", "is not 1")]
    [InlineData("""{ "required": ["a"] }""", "{}", "", "'a' is missing")]
    [InlineData("""{ "properties": { "a/b": { "type": "string" } } }""", """{ "a/b": 1 }""", "/a~1b", "string")]
    [InlineData("""{ "properties": { "a": true }, "additionalProperties": false }""", """{ "b": 1 }""", "/b", "Nothing is allowed")]
    [InlineData("""{ "additionalProperties": { "type": "string" } }""", """{ "b": 1 }""", "/b", "string")]
    [InlineData("""{ "items": { "type": "string" } }""", """["a", 1]""", "/1", "string")]
    [InlineData("""{ "minItems": 1 }""", "[]", "", "fewer")]
    [InlineData("""{ "maxItems": 1 }""", "[1, 2]", "", "more")]
    [InlineData("""{ "uniqueItems": true }""", "[1, 1.0]", "", "equal")]
    [InlineData("""{ "oneOf": [{ "type": "integer" }, { "minimum": 1 }] }""", "2", "", "fits 2 schemas")]
    [InlineData("""{ "anyOf": [{ "type": "string" }, { "type": "null" }] }""", "2", "", "fits no schema")]
    [InlineData("""{ "allOf": [{ "type": "integer" }, { "maximum": 3 }] }""", "4", "", "maximum")]
    [InlineData("""{ "not": { "type": "string" } }""", "\"a\"", "", "must not fit")]
    [InlineData("""{ "$ref": "#/components/schemas/Ticket", "maxLength": 2 }""", "\"abc\"", "", "longer")]
    [InlineData("""{ "$ref": "#/components/schemas/Tree" }""", """{ "children": [{ "children": [{ "kids": 1 }] }] }""", "/children/0/children/0/kids", "Nothing is allowed")]
    public void Validate_WhatDoesNotFit_SaysWhereAndWhy(string schema, string instance, string pointer, string why)
    {
        var error = Assert.Single(Validate(schema, instance));

        Assert.Equal(pointer, error.Pointer);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "if": {} }""", "'if'")]
    [InlineData("""{ "nullable": true }""", "'nullable'")]
    [InlineData("""{ "properties": { "never": { "patternProperties": {} } } }""", "'patternProperties'")]
    [InlineData("""{ "anyOf": [{ "type": "string" }, { "contains": {} }] }""", "'contains'")]
    [InlineData("""{ "format": "ipv9" }""", "'ipv9'")]
    [InlineData("""{ "$ref": "#/components/schemas/Strange" }""", "'prefixItems'")]
    [InlineData("""{ "$ref": "#/components/schemas/Nowhere" }""", "leads nowhere")]
    [InlineData("""{ "$ref": "other.json" }""", "leads out")]
    [InlineData("""{ "type": "text" }""", "'text'")]
    public void Validate_WhatIsNotUnderstood_Throws(string schema, string says)
    {
        var e = Assert.Throws<UnsupportedSchemaException>(() => Validate(schema, "\"a\""));

        Assert.Contains(says, e.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<SchemaError> Validate(string schema, string instance) =>
        new JsonSchemaValidator(Json(Components)).Validate(Json(schema), Json(instance));

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
