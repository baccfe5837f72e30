using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tentacle.Agent.Errors;
using Tentacle.Contracts;
using Tentacle.Core.Packages;

namespace Tentacle.Agent.Endpoints;

/// <summary>What was deployed here.</summary>
internal static class DeploymentEndpoints
{
    private const int DefaultPage = 100;
    private const int LargestPage = 1000;

    public static void MapDeployments(this IEndpointRouteBuilder api)
    {
        var deployments = api.MapGroup("/deployments").WithTags("Deployments");

        deployments.MapGet("/", List).WithName("ListDeployments").Produces<DeploymentList>().MaySend(200, "Link")
            .Problem(400, ProblemTypes.InvalidRequest, ProblemTypes.InvalidCursor);
    }

    /// <summary>Lists the deployments of packages, newest first. Deploy with a job that has <c>package</c>, go back with one that has <c>redeploy</c>.</summary>
    /// <param name="http">The request.</param>
    /// <param name="history">The journal.</param>
    /// <param name="environment">Only those to this environment.</param>
    /// <param name="id">Only those of this package.</param>
    /// <param name="cursor">The <c>next</c> of the page before.</param>
    /// <param name="limit">At most so many.</param>
    /// <response code="200">A page of deployments. <c>isKept</c> says which can be deployed again without transfer.</response>
    private static IResult List(HttpContext http, DeploymentHistory history, string? environment = null, string? id = null, string? cursor = null, [Range(1, LargestPage)] int limit = DefaultPage)
    {
        if (limit is < 1 or > LargestPage)
        {
            return Problems.Invalid(http, $"limit={limit} is out of range. Use 1 to {LargestPage}.");
        }

        int? before = null;
        if (cursor is not null)
        {
            if (!int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var place))
            {
                return Problems.InvalidCursor(http, cursor, "is no cursor of this list.");
            }

            before = place;
        }

        var (found, next) = history.List(environment, id, before, limit);
        var nextCursor = next?.ToString(CultureInfo.InvariantCulture);
        if (nextCursor is not null)
        {
            http.Response.Headers.Link = $"<{ApiRoutes.Deployments}?limit={limit}&cursor={nextCursor}{Query("environment", environment)}{Query("id", id)}>; rel=\"next\"";
        }

        return TypedResults.Ok(new DeploymentList(found, nextCursor));
    }

    private static string Query(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";
}
