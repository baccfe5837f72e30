namespace Tentacle.Testing.Faults;

/// <summary>One way through a <see cref="FaultProxy"/>: what happens to bytes that go this way, on all connections, from now on.</summary>
public sealed class FaultDirection
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _open = Opened();
    private Cut? _cut;
    private long _bytes;

    /// <summary>The bytes that were passed on.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>How much later each piece is passed on.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>At most this many; null means no limit.</summary>
    public int? BytesPerSecond { get; set; }

    /// <summary>Reads and throws away: the sender believes that all arrives.</summary>
    public bool Swallow { get; set; }

    /// <summary>Lets nothing through and keeps it: the sender's buffers fill, as behind a dead link.</summary>
    public void Pause()
    {
        lock (_lock)
        {
            if (_open.Task.IsCompleted)
            {
                _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    public void Resume()
    {
        lock (_lock)
        {
            _open.TrySetResult();
        }
    }

    /// <summary>After so many more bytes the connection that carries the last of them is cut, once; later ones pass.</summary>
    /// <param name="how">Both ways by RST, both ways by FIN, or this way only by FIN.</param>
    public void CutAfter(long bytes, CutKind how = CutKind.Reset)
    {
        lock (_lock)
        {
            _cut = new Cut(bytes, how);
        }
    }

    internal async Task AdmitAsync(int bytes, CancellationToken cancellationToken)
    {
        var pause = Delay;
        if (BytesPerSecond is { } rate)
        {
            pause += TimeSpan.FromSeconds((double)bytes / rate);
        }

        if (pause > TimeSpan.Zero)
        {
            await Task.Delay(pause, TimeProvider.System, cancellationToken);
        }

        Task open;
        lock (_lock)
        {
            open = _open.Task;
        }

        await open.WaitAsync(cancellationToken);
    }

    /// <summary>How many of the bytes pass, and whether the connection is cut after them.</summary>
    internal (int Pass, CutKind? Cut) Take(int bytes)
    {
        lock (_lock)
        {
            if (_cut is not { } cut || cut.After > bytes)
            {
                _cut = _cut is null ? null : _cut with { After = _cut.After - bytes };
                return (bytes, null);
            }

            _cut = null;
            return ((int)cut.After, cut.How);
        }
    }

    internal void Count(int bytes) => Interlocked.Add(ref _bytes, bytes);

    internal int PieceSize => BytesPerSecond is { } rate ? Math.Clamp(rate / 20, 1, 64 * 1024) : 64 * 1024;

    private static TaskCompletionSource Opened()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }

    private sealed record Cut(long After, CutKind How);
}

/// <summary>How a connection ends.</summary>
public enum CutKind
{
    /// <summary>RST to both ends: what was under way is lost.</summary>
    Reset,

    /// <summary>FIN to both ends.</summary>
    Close,

    /// <summary>FIN to the receiver only: the other way stays open.</summary>
    HalfClose,
}
