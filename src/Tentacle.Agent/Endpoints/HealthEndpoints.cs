using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tentacle.Agent.Identity;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Core.Health;
using Tentacle.Core.Jobs;

namespace Tentacle.Agent.Endpoints;

/// <summary>Whether the agent lives, takes work, and is well.</summary>
internal static class HealthEndpoints
{
    // What keeps a job from being accepted or run; the rest is for people to look at.
    private static readonly string[] NeededForWork = ["workspace:writable", "disk:free", "shells:installed"];

    public static void MapHealth(this IEndpointRouteBuilder api)
    {
        var health = api.MapGroup("").WithTags("Agent");

        health.MapGet("/livez", Live).WithName("GetLiveness").Produces<Liveness>();
        health.MapGet("/readyz", Ready).WithName("GetReadiness").Produces<Liveness>().Produces<Liveness>(StatusCodes.Status503ServiceUnavailable);
        health.MapGet("/health", Inspect).WithName("GetHealth")
            .Produces<HealthReport>(StatusCodes.Status200OK, ApiHeaders.HealthJson)
            .Produces<HealthReport>(StatusCodes.Status503ServiceUnavailable, ApiHeaders.HealthJson);
    }

    /// <summary>Says that the agent lives: it answers.</summary>
    /// <response code="200">It lives; the status is <c>pass</c>.</response>
    private static Ok<Liveness> Live() => TypedResults.Ok(new Liveness(HealthStatus.Pass, null));

    /// <summary>Says whether the agent takes jobs now.</summary>
    /// <response code="200">It does.</response>
    /// <response code="503">It does not; <c>output</c> says why: it is draining, or its workspace, disk or shells are not as they must be.</response>
    private static async Task<IResult> Ready(HealthInspection inspection, AgentFacts facts, JobService jobs, CancellationToken cancellationToken)
    {
        if (jobs.DescribeDrain().Draining)
        {
            return NotReady("The agent is draining and takes no new jobs. End the drain: tentacle drain --end");
        }

        var report = await inspection.InspectAsync(facts.InstanceName, facts.Version, cancellationToken);
        var obstacle = NeededForWork.SelectMany(name => report.Checks[name]).FirstOrDefault(check => check.Status == HealthStatus.Fail);
        return obstacle is null
            ? TypedResults.Ok(new Liveness(HealthStatus.Pass, null))
            : NotReady(obstacle.Output);
    }

    private static JsonHttpResult<Liveness> NotReady(string reason) =>
        TypedResults.Json(new Liveness(HealthStatus.Fail, reason), ApiJson.Default.Liveness, statusCode: StatusCodes.Status503ServiceUnavailable);

    /// <summary>Looks at everything that the agent needs.</summary>
    /// <remarks>Written as <c>application/health+json</c>. Each check has a name, a status, and a sentence that says what to do.</remarks>
    /// <response code="200">The agent is healthy, or works but needs attention: <c>pass</c> or <c>warn</c>.</response>
    /// <response code="503">The agent cannot do its work: <c>fail</c>.</response>
    private static async Task<IResult> Inspect(HealthInspection inspection, AgentFacts facts, CancellationToken cancellationToken)
    {
        var report = await inspection.InspectAsync(facts.InstanceName, facts.Version, cancellationToken);
        var status = report.Status == HealthStatus.Fail ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        return TypedResults.Json(report, ApiJson.Default.HealthReport, ApiHeaders.HealthJson, status);
    }
}
