using System.Collections.Concurrent;

namespace Tentacle.Core.Files.Content;

/// <summary>
/// The buffers of transfers: as many as were ever needed at once, given back to the system when nothing was transferred for a while. The shared array
/// pool would keep them for good.
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

    // What is dropped here goes back to the system with the next collection, which the agent makes when it is idle.
    private void Release()
    {
        if (Volatile.Read(ref _rented) == 0)
        {
            _free.Clear();
        }
    }
}
