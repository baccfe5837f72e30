using Tentacle.Platform.Storage;

namespace Tentacle.Agent.Observing.Metrics;

/// <summary>The body of a request without a Content-Length. Counts the bytes that are read from it.</summary>
internal sealed class CountedBody(Stream inner) : ObservedStream(inner)
{
    /// <summary>The number of bytes read so far.</summary>
    public long Count { get; private set; }

    protected override void Observe(ReadOnlySpan<byte> bytes) => Count += bytes.Length;
}
