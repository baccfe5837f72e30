using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Tentacle.Agent.Http.Responses;

/// <summary>A response's output whose flush fails when the caller does not read for 30 s, or for 200 ms once the agent stops.</summary>
internal sealed class StalledWriter(HttpContext http)
{
    private static readonly TimeSpan MaxDuration = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MaxAtStop = TimeSpan.FromMilliseconds(200);
    private readonly TimeProvider _time = http.RequestServices.GetRequiredService<TimeProvider>();
    private readonly CancellationToken _stop = http.StopToken();

    public PipeWriter Output => http.Response.BodyWriter;

    /// <exception cref="OperationCanceledException">The caller has disconnected or does not read.</exception>
    public async ValueTask FlushAsync()
    {
        var flush = Output.FlushAsync(http.RequestAborted);
        if (flush.IsCompletedSuccessfully)
        {
            return;
        }

        var flushed = flush.AsTask();
        if (!await IsDoneAsync(flushed, MaxDuration, _stop) && !await IsDoneAsync(flushed, MaxAtStop, CancellationToken.None))
        {
            http.Abort();
            throw new OperationCanceledException("The caller stopped reading.", http.RequestAborted);
        }
    }

    // Also returns false when the agent stops meanwhile. The caller of this method then grants the shorter time.
    private async Task<bool> IsDoneAsync(Task flushed, TimeSpan within, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, http.RequestAborted);
        try
        {
            await flushed.WaitAsync(within, _time, either.Token);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            return false;
        }
    }
}
