using System.Text.Json;
using Tentacle.Testing.Schema;

namespace Tentacle.Testing.Api;

/// <summary>The API's description, as the repository has it.</summary>
public sealed class OpenApiDocument
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch", "head", "options"];

    private readonly JsonElement _root;

    private OpenApiDocument(JsonElement root)
    {
        _root = root;
        Schemas = new JsonSchemaValidator(root);
        Operations = [.. root.GetProperty("paths").EnumerateObject().SelectMany(Read)];
        CheckSchemas();
    }

    public IReadOnlyList<OpenApiOperation> Operations { get; }

    internal JsonSchemaValidator Schemas { get; }

    /// <summary>The checked-in <c>openapi/tentacle.v1.json</c>.</summary>
    public static OpenApiDocument Load() => Parse(File.ReadAllBytes(SourceTree.At("openapi", "tentacle.v1.json")));

    /// <exception cref="UnsupportedSchemaException">A schema in it uses what the validator does not know.</exception>
    public static OpenApiDocument Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return new OpenApiDocument(document.RootElement.Clone());
    }

    /// <summary>The operation behind a method and a path; a literal path wins over a templated one. HEAD is its GET when not described by itself.</summary>
    public OpenApiOperation? Find(string method, string path) =>
        Best(method, path) ?? (method == "HEAD" ? Best("GET", path) : null);

    /// <summary>The schema of that name in <c>components</c>.</summary>
    public JsonElement Schema(string name) => _root.GetProperty("components").GetProperty("schemas").GetProperty(name);

    private OpenApiOperation? Best(string method, string path) =>
        Operations.Where(o => o.Method == method && o.Match(path) is not null).MaxBy(o => o.Match(path));

    private static IEnumerable<OpenApiOperation> Read(JsonProperty path) =>
        path.Value.EnumerateObject()
            .Where(o => Methods.Contains(o.Name))
            .Select(o => new OpenApiOperation(
                o.Value.TryGetProperty("operationId", out var id) ? id.GetString()! : $"{o.Name} {path.Name}", o.Name.ToUpperInvariant(), path.Name, o.Value));

    // All of them, not only those that a test comes by: what is not understood is to be seen at once.
    private void CheckSchemas()
    {
        if (_root.TryGetProperty("components", out var components) && components.TryGetProperty("schemas", out var schemas))
        {
            foreach (var schema in schemas.EnumerateObject())
            {
                SchemaKeywords.Check(schema.Value, $"#/components/schemas/{schema.Name}");
            }
        }

        foreach (var operation in Operations)
        {
            CheckIn(operation.Definition, $"{operation.Method} {operation.Path}");
        }
    }

    private static void CheckIn(JsonElement element, string at)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                CheckIn(item, at);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                if (member.Name == "schema")
                {
                    SchemaKeywords.Check(member.Value, at);
                }
                else if (member.Name is not ("example" or "examples"))
                {
                    CheckIn(member.Value, $"{at}/{member.Name}");
                }
            }
        }
    }
}
