using System.Globalization;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using Tentacle.Agent.Endpoints.Agent;
using Tentacle.Contracts;
using Tentacle.OpenApi.Texts;

namespace Tentacle.OpenApi.Operations;

/// <summary>The headers that a route heeds and sends (<c>Heeds</c>, <c>Sends</c>, <c>MaySend</c>), and the one on every answer to a known caller.</summary>
internal sealed class Headers : IOperationFilter
{
    private const string Unauthorized = "401";

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        foreach (var name in context.Metadata<ReadHeaders>().SelectMany(h => h.Names).Distinct())
        {
            var text = HeaderTexts.OfRequests(name);
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Header, Description = text.Description, Schema = text.Schema, Example = text.Example });
        }

        foreach (var sent in context.Metadata<SentHeaders>())
        {
            Add(operation, sent);
        }

        foreach (var status in operation.Responses!.Keys.Where(status => status != Unauthorized))
        {
            Add(operation, new SentHeaders(int.Parse(status, CultureInfo.InvariantCulture), [ApiHeaders.Version], Always: true));
        }
    }

    private static void Add(OpenApiOperation operation, SentHeaders sent)
    {
        if (!operation.Responses!.TryGetValue(sent.Status.ToString(CultureInfo.InvariantCulture), out var found) || found is not OpenApiResponse answer)
        {
            throw new DescriptionException($"{operation.OperationId} sends {string.Join(", ", sent.Names)} with {sent.Status}, but does not declare that status. Declare it with Produces or Problem.");
        }

        answer.Headers ??= new Dictionary<string, IOpenApiHeader>();
        foreach (var name in sent.Names)
        {
            var text = HeaderTexts.OfAnswers(name);
            answer.Headers[name] = new OpenApiHeader { Description = text.Description, Required = sent.Always, Schema = text.Schema, Example = text.Example };
        }
    }
}
