namespace Tentacle.Client;

/// <summary>Limits the retries of a transfer that makes no progress. Every received byte restarts the time limit.</summary>
internal sealed class TransferRetryPolicy(TimeSpan budget, TimeProvider time)
{
    private long _since = time.GetTimestamp();
    private int _attempt;

    public void Progressed()
    {
        _since = time.GetTimestamp();
        _attempt = 0;
    }

    /// <summary>Waits before the next try. Returns false when the time limit is exceeded.</summary>
    public async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_since) >= budget)
        {
            return false;
        }

        await Task.Delay(CallRetry.Delay(_attempt++), time, cancellationToken);
        return true;
    }
}
