namespace Tentacle.Manager.Model.Instances;

/// <summary>Updates the snapshot of one page's instance about every second.</summary>
public sealed class InstanceFeed(InstanceReader reader, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxReadTime = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _asked = new(0, 1);
    private string? _name;
    private Task? _loop;

    /// <summary>Raised on any thread when pages should render again.</summary>
    public event Action? Changed;

    /// <summary>The latest snapshot; null before the first one, and when no instance is selected.</summary>
    public InstanceSnapshot? Current { get; private set; }

    /// <summary>Selects the instance; null selects none.</summary>
    public void Show(string? name)
    {
        if (name == _name)
        {
            return;
        }

        _name = name;
        Current = null;
        _loop ??= Task.Run(() => LoopAsync(_stop.Token));
        Refresh();
    }

    /// <summary>Requests an immediate update after a change.</summary>
    public void Refresh()
    {
        if (_asked.CurrentCount == 0)
        {
            try
            {
                _asked.Release();
            }
            catch (SemaphoreFullException)
            {
                // Another caller requested an update at the same moment.
            }
        }
    }

    /// <summary>Requests an update, and returns after a snapshot that began later has arrived.</summary>
    public async Task RefreshAsync()
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = Current;
        Changed += Inspect;
        Refresh();
        try
        {
            await seen.Task.WaitAsync(MaxReadTime, time);
        }
        catch (TimeoutException)
        {
            // The machine is busy, so the page shows the known state.
        }
        finally
        {
            Changed -= Inspect;
        }

        // An update that was already running may have been before the change; the following one was not.
        void Inspect()
        {
            if (Interlocked.Exchange(ref before, null) is null)
            {
                seen.TrySetResult();
            }
            else
            {
                Refresh();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_loop is not null)
        {
            await _loop;
        }

        _stop.Dispose();
        _asked.Dispose();
    }

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (_name is { } name)
                {
                    var snapshot = await reader.ReadAsync(name, cancellationToken);
                    if (name == _name)
                    {
                        Current = snapshot;
                        Changed?.Invoke();
                    }
                }

                await WaitAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The user has closed the page.
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var timeUp = new CancellationTokenSource(Interval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, cancellationToken);
        try
        {
            await _asked.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // No update was requested, but the interval has passed.
        }
    }
}
