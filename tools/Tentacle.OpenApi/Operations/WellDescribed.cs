using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Tentacle.OpenApi.Operations;

/// <summary>Nothing goes out undescribed, and answers stand in the order of their statuses.</summary>
internal sealed class WellDescribed : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        Require(operation.Summary, $"{operation.OperationId} has no summary", "Write one above its handler");
        foreach (var parameter in operation.Parameters ?? [])
        {
            Require(parameter.Description, $"The parameter '{parameter.Name}' of {operation.OperationId} is not described", $"Write <param name=\"{parameter.Name}\"> above its handler");
        }

        foreach (var (status, answer) in operation.Responses!)
        {
            var given = answer.Description == ReasonPhrases.GetReasonPhrase(int.Parse(status, System.Globalization.CultureInfo.InvariantCulture)) ? null : answer.Description;
            Require(
                given,
                $"The answer {status} of {operation.OperationId} is not described",
                int.Parse(status, System.Globalization.CultureInfo.InvariantCulture) < 400 ? $"Write <response code=\"{status}\"> above its handler" : $"Declare its types with Problem({status}, …)");
        }

        var ordered = new OpenApiResponses();
        foreach (var (status, answer) in operation.Responses.OrderBy(answer => answer.Key, StringComparer.Ordinal))
        {
            ordered.Add(status, answer);
        }

        operation.Responses = ordered;
    }

    private static void Require(string? text, string missing, string remedy)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new DescriptionException($"{missing}. {remedy}.");
        }
    }
}
