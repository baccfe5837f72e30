using System.Globalization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Tentacle.OpenApi.Operations;

/// <summary>Every form of every answer: an explorer keeps one type a status, a route may declare several (<c>Produces</c>).</summary>
internal sealed class AnswerForms : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        foreach (var status in context.Metadata<IProducesResponseTypeMetadata>().GroupBy(p => p.StatusCode))
        {
            var answer = (OpenApiResponse)operation.Responses![status.Key.ToString(CultureInfo.InvariantCulture)];
            var forms = status.SelectMany(p => p.ContentTypes.DefaultIfEmpty("application/json").Select(mediaType => (MediaType: mediaType, p.Type)))
                .Where(f => f.Type is not null && f.Type != typeof(void))
                .GroupBy(f => f.MediaType, f => f.Type!);
            answer.Content = forms.ToDictionary(f => f.Key, OpenApiMediaType (f) => new OpenApiMediaType { Schema = Schema([.. f.Distinct()], context) });
        }
    }

    private static IOpenApiSchema Schema(IReadOnlyList<Type> types, OperationFilterContext context)
    {
        List<IOpenApiSchema> schemas = [.. types.Select(type => Schema(type, context))];
        return schemas.Count == 1 ? schemas[0] : new OpenApiSchema { AnyOf = schemas };
    }

    private static IOpenApiSchema Schema(Type type, OperationFilterContext context) =>
        type == typeof(object) ? new OpenApiSchema { Type = JsonSchemaType.Object } : context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository);
}
