using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tentacle.Agent.Endpoints.Agent;
using Tentacle.Agent.Http.Errors;
using Tentacle.Agent.Http.Requests;
using Tentacle.Contracts;
using Tentacle.Core.Packages;

namespace Tentacle.Agent.Endpoints.Packages;

/// <summary>The route of the deployment history.</summary>
internal static class DeploymentEndpoints
{
    private const string ListName = "deployments";

    public static void MapDeployments(this IEndpointRouteBuilder api)
    {
        var deployments = api.MapGroup("/deployments").WithTags("Deployments");

        deployments.MapGet("/", List).WithName("ListDeployments").Produces<DeploymentList>().MaySend(200, "Link").Compresses()
            .Problem(400, ProblemTypes.InvalidCursor);
    }

    /// <summary>Lists the deployments of packages, newest first. A job with <c>package</c> deploys, a job with <c>redeploy</c> rolls back.</summary>
    /// <param name="http">The request.</param>
    /// <param name="history">The deployment history.</param>
    /// <param name="environment">Lists only deployments to this environment.</param>
    /// <param name="id">Lists only deployments of this package.</param>
    /// <param name="cursor">The <c>next</c> of the previous page.</param>
    /// <param name="limit">The maximum number of deployments on a page. The default is 100.</param>
    /// <response code="200">A page of deployments. <c>isKept</c> is true for those that can be deployed again without a transfer.</response>
    private static IResult List(
        HttpContext http,
        DeploymentHistory history,
        string? environment = null,
        string? id = null,
        string? cursor = null,
        [Range(1, Page.MaxSize)] int? limit = null)
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
