using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tentacle.Agent.Errors;
using Tentacle.Agent.Requests;
using Tentacle.Contracts;
using Tentacle.Core.Packages;

namespace Tentacle.Agent.Endpoints;

/// <summary>What was deployed here.</summary>
internal static class DeploymentEndpoints
{
    private const string ListName = "deployments";

    public static void MapDeployments(this IEndpointRouteBuilder api)
    {
        var deployments = api.MapGroup("/deployments").WithTags("Deployments");

        deployments.MapGet("/", List).WithName("ListDeployments").Produces<DeploymentList>().MaySend(200, "Link").Compresses()
            .Problem(400, ProblemTypes.InvalidCursor);
    }

    /// <summary>Lists the deployments of packages, newest first. Deploy with a job that has <c>package</c>, go back with one that has <c>redeploy</c>.</summary>
    /// <param name="http">The request.</param>
    /// <param name="history">The journal.</param>
    /// <param name="environment">Only those to this environment.</param>
    /// <param name="id">Only those of this package.</param>
    /// <param name="cursor">The <c>next</c> of the page before.</param>
    /// <param name="limit">Deployments on a page; 100 unless given.</param>
    /// <response code="200">A page of deployments. <c>isKept</c> says which can be deployed again without transfer.</response>
    private static IResult List(
        HttpContext http,
        DeploymentHistory history,
        string? environment = null,
        string? id = null,
        string? cursor = null,
        [Range(1, Page.Largest)] int? limit = null)
    {
        if (environment is "" || id is "")
        {
            return Problems.Invalid(http, $"'{(environment is "" ? "environment" : "id")}=' is empty. Give a value, or leave it out for all.");
        }

        var page = Page.Read(ListName, limit, cursor);
        var (found, next) = history.List(environment, id, page.AfterNumber is { } after ? (int)Math.Min(after, int.MaxValue) : null, page.Size);
        var last = next?.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Ok(new DeploymentList(found, page.Next(http, last, ApiRoutes.Deployments, ("environment", environment), ("id", id))));
    }
}
