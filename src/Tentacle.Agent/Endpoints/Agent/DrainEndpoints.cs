using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tentacle.Agent.Http.Requests;
using Tentacle.Contracts;
using Tentacle.Core.Jobs;

namespace Tentacle.Agent.Endpoints.Agent;

/// <summary>The routes that drain an agent, for example before its machine is shut down.</summary>
internal static class DrainEndpoints
{
    public static void MapDrain(this IEndpointRouteBuilder api)
    {
        var drain = api.MapGroup("/drain").WithTags("Agent");

        drain.MapPost("", Begin).WithName("BeginDrain").Produces<DrainState>()
            .Reads(ApiHeaders.Prefer).MaySend(200, ApiHeaders.PreferenceApplied).Conditional();
        drain.MapDelete("", End).WithName("EndDrain").Produces<DrainState>().Conditional();
    }

    /// <summary>Begins a drain: the agent accepts no new jobs, and starts no pending ones.</summary>
    /// <remarks>
    /// With <c>Prefer: wait=N</c> the answer comes when the last running job has ended, or after N seconds. New tickets get 503. Known tickets are answered as
    /// before. The drain persists over restarts until it is ended. Repeated calls have no effect. With <c>If-None-Match: *</c> the call is rejected when the
    /// agent is already draining.
    /// </remarks>
    /// <response code="200">The agent is draining. <c>running</c> is the number of jobs that still run.</response>
    private static async Task<Ok<DrainState>> Begin(HttpContext http, JobService jobs, CancellationToken cancellationToken)
    {
        RequestConditions.Require(http.Request, () => Current(jobs), ApiRoutes.Drain);
        var wait = Preferences.Wait(http.Request);
        if (wait is { } applied)
        {
            Preferences.Applied(http.Response, applied);
        }

        return TypedResults.Ok(await jobs.DrainAsync(wait ?? TimeSpan.Zero, cancellationToken));
    }

    /// <summary>Ends a drain: the agent accepts jobs again, and starts pending ones.</summary>
    /// <response code="200">The agent accepts jobs. It may not have been draining before.</response>
    private static Ok<DrainState> End(HttpContext http, JobService jobs)
    {
        RequestConditions.Require(http.Request, () => Current(jobs), ApiRoutes.Drain);
        return TypedResults.Ok(jobs.EndDrain());
    }

    // The resource exists while the agent drains, and has no versions.
    private static ResourceVersion? Current(JobService jobs) => jobs.DescribeDrain().Draining ? new ResourceVersion() : null;
}
