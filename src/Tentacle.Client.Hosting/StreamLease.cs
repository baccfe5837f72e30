namespace Tentacle.Client.Hosting;

/// <summary>The right to use a stream of a connection. Disposing it releases the stream exactly once.</summary>
internal sealed class StreamLease(SemaphoreSlim streams) : IDisposable
{
    private int _given;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _given, 1) == 0)
        {
            streams.Release();
        }
    }
}
