namespace Tentacle.Fuzzing.Engine;

/// <summary>A reader of what comes from outside, with what it may throw, take and use.</summary>
/// <param name="Name">Of its directory in the corpus, too.</param>
/// <param name="Seeds">Good inputs that others are made from.</param>
/// <param name="Run">
/// Reads one input and says in a word what came of it. It catches what the reader's documentation allows it to throw; whatever else leaves it is a failure,
/// a <see cref="BrokenPromiseException"/> when what was read is wrong.
/// </param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Seeds, Func<byte[], string> Run)
{
    /// <summary>What is put into inputs beside single bytes: keywords, numbers at the edge, brackets by the hundred.</summary>
    public IReadOnlyList<byte[]> Words { get; init; } = [];

    /// <summary>Makes an input of a mutated seed: repairs a checksum, or compresses it.</summary>
    public Func<byte[], Random, byte[]> Prepare { get; init; } = (mutated, _) => mutated;

    /// <summary>Bytes; what is longer is cut.</summary>
    public int LongestInput { get; init; } = 4096;

    /// <summary>What reading any input may allocate at most, and what each of its bytes may add.</summary>
    public long Allocation { get; init; } = 256 * 1024;

    /// <inheritdoc cref="Allocation"/>
    public long AllocationPerByte { get; init; } = 256;

    /// <summary>How long one input may take, twice in a row: machines pause.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How many fresh inputs a run of the tests tries.</summary>
    public int InputsPerTestRun { get; init; } = 20_000;
}

/// <summary>A reader took an input and made something of it that it promises never to make.</summary>
internal sealed class BrokenPromiseException : Exception
{
    public BrokenPromiseException()
    {
    }

    public BrokenPromiseException(string message)
        : base(message)
    {
    }

    public BrokenPromiseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Throws unless it holds.</summary>
    public static void ThrowUnless(bool holds, string promise)
    {
        if (!holds)
        {
            throw new BrokenPromiseException(promise);
        }
    }
}
