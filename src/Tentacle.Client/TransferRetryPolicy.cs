namespace Tentacle.Client;

/// <summary>How long a transfer that makes no headway is tried again. Every byte that arrives starts the time anew.</summary>
internal sealed class TransferRetryPolicy(TimeSpan budget, TimeProvider time)
{
    private long _since = time.GetTimestamp();
    private int _attempt;

    public void Progressed()
    {
        _since = time.GetTimestamp();
        _attempt = 0;
    }

    /// <summary>Waits before the next try; false when the time is up.</summary>
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
