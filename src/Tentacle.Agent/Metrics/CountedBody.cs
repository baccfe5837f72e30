using Tentacle.Platform.Storage;

namespace Tentacle.Agent.Metrics;

/// <summary>The body of a request that does not say how long it is; counts what is read of it.</summary>
internal sealed class CountedBody(Stream inner) : ObservedStream(inner)
{
    /// <summary>Bytes so far.</summary>
    public long Count { get; private set; }

    protected override void Observe(ReadOnlySpan<byte> bytes) => Count += bytes.Length;
}
