namespace Tentacle.Manager.Authentication;

/// <summary>
/// Stops an unused Manager: after half an hour without a click or a key, or after ten minutes without an open page. A forgotten session is a security risk, and
/// a forgotten process uses memory.
/// </summary>
public sealed class IdleShutdown(TimeProvider time) : IDisposable
{
    public static readonly TimeSpan MaxIdle = TimeSpan.FromMinutes(30);
    public static readonly TimeSpan MaxIdleWhenClosed = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ended = new();
    private ITimer? _timer;
    private long _usedAt = time.GetTimestamp();
    private long? _closedAt;
    private int _pages;

    /// <summary>Canceled when the Manager should stop.</summary>
    public CancellationToken Ended => _ended.Token;

    public void Watch() => _timer = time.CreateTimer(_ => Check(), null, Interval, Interval);

    /// <summary>Records that the user has done something.</summary>
    public void RecordUse()
    {
        lock (_lock)
        {
            _usedAt = time.GetTimestamp();
        }
    }

    public void RecordPageOpened()
    {
        lock (_lock)
        {
            _pages++;
            _closedAt = null;
            _usedAt = time.GetTimestamp();
        }
    }

    public void RecordPageClosed()
    {
        lock (_lock)
        {
            if (--_pages == 0)
            {
                _closedAt = time.GetTimestamp();
            }
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _ended.Dispose();
    }

    private void Check()
    {
        bool isTime;
        lock (_lock)
        {
            isTime = time.GetElapsedTime(_usedAt) >= MaxIdle || (_closedAt is { } closed && time.GetElapsedTime(closed) >= MaxIdleWhenClosed);
        }

        if (isTime)
        {
            _timer?.Dispose();
            _ended.Cancel();
        }
    }
}
