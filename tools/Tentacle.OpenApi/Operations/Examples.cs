using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using Tentacle.Contracts;
using Tentacle.OpenApi.Texts;

namespace Tentacle.OpenApi.Operations;

/// <summary>An example of every body.</summary>
internal sealed class Examples : IOperationFilter
{
    private static readonly Dictionary<string, string> Forms = new()
    {
        [ApiHeaders.NdJson] = "ndjson",
        [ApiHeaders.EventStream] = "sse",
        [ApiHeaders.PlainText] = "txt",
        ["multipart/form-data"] = "multipart",
        ["application/openmetrics-text"] = "openmetrics",
    };

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        Add(operation.RequestBody?.Content, $"{operation.OperationId}.request");
        foreach (var (status, answer) in operation.Responses!)
        {
            Add(answer.Content, $"{operation.OperationId}.{status}");
        }
    }

    private static void Add(IDictionary<string, OpenApiMediaType>? content, string name)
    {
        foreach (var (mediaType, form) in content ?? new Dictionary<string, OpenApiMediaType>())
        {
            if (Forms.TryGetValue(mediaType, out var extension))
            {
                form.Example = ExampleFiles.OfText($"{name}.{extension}");
            }
            else if (form.Schema is OpenApiSchemaReference one)
            {
                form.Example = ExampleFiles.OfSchema(one.Reference.Id!);
            }
            else if (form.Schema?.AnyOf is { Count: > 0 } several)
            {
                form.Examples = several.Cast<OpenApiSchemaReference>().Select(s => s.Reference.Id!)
                    .ToDictionary(id => id, IOpenApiExample (id) => new OpenApiExample { Value = ExampleFiles.OfSchema(id) });
            }
        }
    }
}
