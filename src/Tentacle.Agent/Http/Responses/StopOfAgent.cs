using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tentacle.Contracts;
using Tentacle.Core.Jobs;

namespace Tentacle.Agent.Http.Responses;

/// <summary>Ends long answers in an orderly way when the agent stops. The caller can continue with the next agent process.</summary>
internal static class StopOfAgent
{
    /// <summary>Canceled when the agent begins to stop.</summary>
    public static CancellationToken StopToken(this HttpContext http) => http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    /// <summary>Waits for a job as <see cref="JobService.WaitAsync"/> does, but no longer than the agent runs. Null when there is no such job.</summary>
    /// <exception cref="OperationCanceledException">The caller has disconnected.</exception>
    public static async Task<Job?> WaitUntilStopAsync(this JobService jobs, HttpContext http, JobTicket ticket, Func<Job, bool> until, TimeSpan atMost)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, http.StopToken());
        try
        {
            return await jobs.WaitAsync(ticket, until, atMost, either.Token);
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            return jobs.Find(ticket);
        }
    }
}
