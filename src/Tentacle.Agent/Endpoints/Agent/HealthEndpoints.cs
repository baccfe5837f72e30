using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tentacle.Agent.Identity;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Core.Health;
using Tentacle.Core.Jobs;

namespace Tentacle.Agent.Endpoints.Agent;

/// <summary>The routes of liveness, readiness and health.</summary>
internal static class HealthEndpoints
{
    // Only the failure of one of these checks prevents jobs from being accepted or run.
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

    /// <summary>Shows that the agent is alive.</summary>
    /// <response code="200">The agent is alive. The status is <c>pass</c>.</response>
    private static Ok<Liveness> Live() => TypedResults.Ok(new Liveness(HealthStatus.Pass, null));

    /// <summary>Shows whether the agent accepts jobs now.</summary>
    /// <response code="200">The agent accepts jobs.</response>
    /// <response code="503">The agent does not accept jobs. <c>output</c> is the reason: a drain, or a failed check of workspace, disk or shells.</response>
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

    /// <summary>Checks everything that the agent needs.</summary>
    /// <remarks>The format is <c>application/health+json</c>. Each check has a name, a status, and a sentence with the remedy.</remarks>
    /// <response code="200">The agent is healthy (<c>pass</c>), or works but needs attention (<c>warn</c>).</response>
    /// <response code="503">The agent cannot work (<c>fail</c>).</response>
    private static async Task<IResult> Inspect(HealthInspection inspection, AgentFacts facts, CancellationToken cancellationToken)
    {
        var report = await inspection.InspectAsync(facts.InstanceName, facts.Version, cancellationToken);
        var status = report.Status == HealthStatus.Fail ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        return TypedResults.Json(report, ApiJson.Default.HealthReport, ApiHeaders.HealthJson, status);
    }
}
