using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using Tentacle.Agent.Authentication;
using Tentacle.Agent.Endpoints.Agent;
using Tentacle.Contracts;
using Tentacle.OpenApi.Texts;

namespace Tentacle.OpenApi.Operations;

/// <summary>The refusals: those that a route declares (<c>Problem</c>) and those that every route has.</summary>
internal sealed class ProblemAnswers : IOperationFilter
{
    private static readonly ProblemsOfStatus[] OfEveryRoute =
        [new(400, [ProblemTypes.InvalidRequest]), new(401, [ProblemTypes.CertificateRequired]), new(500, [ProblemTypes.InternalError])];

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var declared = OfEveryRoute.Concat(context.Metadata<ProblemsOfStatus>()).Concat(OfRole(context));
        foreach (var status in declared.GroupBy(p => p.Status))
        {
            string[] types = [.. status.SelectMany(p => p.Types).Distinct()];
            operation.Responses![status.Key.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = string.Join('\n', types.Select(type => $"- `{ProblemTypes.UriOf(type)}`: {CodeComments.OfProblemType(type)}")),
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [ApiHeaders.ProblemJson] = new OpenApiMediaType
                    {
                        Schema = Schema(status.Key, types, context),
                        Examples = types.ToDictionary(type => type[(type.IndexOf('#', StringComparison.Ordinal) + 1)..], IOpenApiExample (type) => new OpenApiExample { Value = ExampleFiles.OfProblem(type, status.Key) }),
                    },
                },
            };
        }
    }

    private static IEnumerable<ProblemsOfStatus> OfRole(OperationFilterContext context) =>
        MonitorRoutes.Allow(context.ApiDescription.HttpMethod!, "/" + context.ApiDescription.RelativePath) ? [] : [new(403, [ProblemTypes.RoleNotAllowed])];

    // The type is what programs look at, so the description promises which ones a status can have.
    private static OpenApiSchema Schema(int status, IEnumerable<string> types, OperationFilterContext context) => new()
    {
        AllOf =
        [
            context.SchemaGenerator.GenerateSchema(typeof(Problem), context.SchemaRepository),
            new OpenApiSchema
            {
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["type"] = new OpenApiSchema { Enum = [.. types.Select(type => (JsonNode)ProblemTypes.UriOf(type))] },
                    ["status"] = new OpenApiSchema { Enum = [status] },
                },
            },
        ],
    };
}
