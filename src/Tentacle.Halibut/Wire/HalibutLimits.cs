namespace Tentacle.Halibut.Wire;

/// <summary>Bounds of what a peer may send in one message.</summary>
public sealed record HalibutLimits
{
    /// <summary>The longest message in bytes, inflated. The memory of one message is a small multiple of this and of <see cref="MaxElements"/>.</summary>
    public int MaxMessageBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How many times longer than its compressed form a message may be, beyond the first <see cref="FreeInflation"/> bytes.</summary>
    public int MaxInflation { get; init; } = 200;

    /// <summary>Bytes that a message may inflate to whatever its compressed length is.</summary>
    public int FreeInflation { get; init; } = 1024 * 1024;

    /// <summary>The deepest nesting of documents and arrays. The contracts need seven levels.</summary>
    public int MaxDepth { get; init; } = 24;

    /// <summary>The number of elements of all documents and arrays of a message together.</summary>
    public int MaxElements { get; init; } = 100_000;

    /// <summary>The longest name of an element in bytes.</summary>
    public int MaxNameBytes { get; init; } = 512;

    /// <summary>The number of data streams of a message.</summary>
    public int MaxStreams { get; init; } = 1000;

    /// <summary>The longest data stream in bytes.</summary>
    public long MaxStreamBytes { get; init; } = 1L << 40;

    /// <summary>The longest control line in bytes.</summary>
    public int MaxLineBytes { get; init; } = 1024;

    /// <summary>Empty lines that may come before a control line.</summary>
    public int MaxEmptyLines { get; init; } = 16;
}
