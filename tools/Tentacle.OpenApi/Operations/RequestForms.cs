using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using Tentacle.Agent.Endpoints.Agent;

namespace Tentacle.OpenApi.Operations;

/// <summary>Bodies that are not JSON: a multipart one has the JSON in its first part and files in the others.</summary>
internal sealed class RequestForms : IOperationFilter
{
    private const string Multipart = "multipart/form-data";

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        foreach (var bytes in context.Metadata<TakenBytes>())
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Description = bytes.Description,
                Content = new Dictionary<string, OpenApiMediaType> { [bytes.MediaType] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } } },
            };
        }

        if (operation.RequestBody is not OpenApiRequestBody { Content: { } content } body)
        {
            return;
        }

        if (content.TryGetValue(Multipart, out var form))
        {
            body.Description = "The job as JSON, or as multipart with its files beside it. Of multipart the first part is `job`; any number of parts `file` follow, "
                + "each named by its path below the working directory and streamed to disk.";
            content[Multipart] = new OpenApiMediaType
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Required = new HashSet<string> { "job" },
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["job"] = form.Schema!,
                        ["file"] = new OpenApiSchema
                        {
                            Type = JsonSchemaType.Array,
                            Description = "The `filename` of each part is the file's path in the working directory.",
                            Items = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
                        },
                    },
                },
                Encoding = new Dictionary<string, OpenApiEncoding>
                {
                    ["job"] = new() { ContentType = "application/json" },
                    ["file"] = new() { ContentType = "application/octet-stream" },
                },
            };
        }
    }
}
