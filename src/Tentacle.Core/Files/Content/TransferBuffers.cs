using System.Collections.Concurrent;

namespace Tentacle.Core.Files.Content;

/// <summary>
/// The buffers of transfers. Their number grows to the largest number in use at the same time, and all are released after 5 seconds without a
/// transfer. The shared array pool would keep them permanently.
/// </summary>
public sealed class TransferBuffers : IDisposable
{
    public const int Size = 256 * 1024;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);
    private readonly ConcurrentBag<byte[]> _free = [];
    private readonly ITimer _timer;
    private int _rented;

    public TransferBuffers(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _timer = time.CreateTimer(_ => Release(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public byte[] Rent()
    {
        Interlocked.Increment(ref _rented);
        return _free.TryTake(out var buffer) ? buffer : GC.AllocateUninitializedArray<byte>(Size);
    }

    public void Return(byte[] buffer)
    {
        _free.Add(buffer);
        if (Interlocked.Decrement(ref _rented) == 0)
        {
            _timer.Change(Idle, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    // The next garbage collection, which the agent runs when it is idle, returns these buffers to the system.
    private void Release()
    {
        if (Volatile.Read(ref _rented) == 0)
        {
            _free.Clear();
        }
    }
}
