namespace Tentacle.Manager.Model.Instances;

/// <summary>Keeps one page's picture of its instance fresh, about every second.</summary>
public sealed class InstanceFeed(InstanceReader reader, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _asked = new(0, 1);
    private string? _name;
    private Task? _loop;

    /// <summary>Somebody should render again. Comes on any thread.</summary>
    public event Action? Changed;

    /// <summary>Null until the first look is done, and where no instance is shown.</summary>
    public InstanceSnapshot? Current { get; private set; }

    /// <summary>Shows this instance from now on; null shows none.</summary>
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

    /// <summary>Looks again at once: something was changed.</summary>
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
                // Somebody else asked in the same moment.
            }
        }
    }

    /// <summary>Looks again, and returns when what was seen afterwards is there.</summary>
    public async Task LookAgainAsync()
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = Current;
        Changed += Look;
        Refresh();
        try
        {
            await seen.Task.WaitAsync(LongestLook, time);
        }
        catch (TimeoutException)
        {
            // The machine is busy: the page shows what it knows.
        }
        finally
        {
            Changed -= Look;
        }

        // The look that was under way may have been before the change; the one after it is not.
        void Look()
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
            // The page was closed.
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
            // Nobody asked: it is time anyway.
        }
    }
}
