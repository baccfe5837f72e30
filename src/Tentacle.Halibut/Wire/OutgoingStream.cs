namespace Tentacle.Halibut.Wire;

/// <summary>A data stream that follows an answer: the content of a downloaded file.</summary>
/// <param name="Length">The number of bytes to send.</param>
/// <param name="Content">At least <paramref name="Length"/> bytes. The connection is closed when there are fewer, because the protocol has no other way to say
/// so.</param>
public sealed record OutgoingStream(long Length, Stream Content) : IAsyncDisposable
{
    /// <summary>The identifier that connects the message and the stream.</summary>
    public Guid Id { get; init; } = Guid.NewGuid();

    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
