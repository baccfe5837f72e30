using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tentacle.Agent.Requests;
using Tentacle.Contracts;
using Tentacle.Core.Jobs;

namespace Tentacle.Agent.Endpoints;

/// <summary>Emptying an agent before it, or its machine, is taken away.</summary>
internal static class DrainEndpoints
{
    public static void MapDrain(this IEndpointRouteBuilder api)
    {
        var drain = api.MapGroup("/drain").WithTags("Agent");

        drain.MapPost("", Begin).WithName("BeginDrain").Produces<DrainState>()
            .Heeds(ApiHeaders.Prefer).MaySend(200, ApiHeaders.PreferenceApplied).Conditional();
        drain.MapDelete("", End).WithName("EndDrain").Produces<DrainState>().Conditional();
    }

    /// <summary>Takes no new jobs and starts none that wait; with <c>Prefer: wait=N</c> answers when the last running one has ended, or after N seconds.</summary>
    /// <remarks>
    /// New tickets get 503 from then on, known ones are answered as before. It lasts over restarts until it is ended. Repeating the call is harmless; with
    /// <c>If-None-Match: *</c> it is refused while the agent drains already.
    /// </remarks>
    /// <response code="200">The agent is draining; <c>running</c> says how many jobs it still has.</response>
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

    /// <summary>Takes jobs again and starts those that wait.</summary>
    /// <response code="200">The agent takes jobs, whether it was draining or not.</response>
    private static Ok<DrainState> End(HttpContext http, JobService jobs)
    {
        RequestConditions.Require(http.Request, () => Current(jobs), ApiRoutes.Drain);
        return TypedResults.Ok(jobs.EndDrain());
    }

    // A drain is there while the agent drains, and has no versions.
    private static ResourceVersion? Current(JobService jobs) => jobs.DescribeDrain().Draining ? new ResourceVersion() : null;
}
