using System.IO.Compression;
using Tentacle.Fuzzing.Engine;
using Tentacle.Halibut;
using Tentacle.Halibut.Bson;
using Tentacle.Halibut.Wire;
using Tentacle.Testing.Halibut;

namespace Tentacle.Fuzzing.Targets;

/// <summary>The protocol of Octopus Server: its compression, its values, and whole connections.</summary>
internal static class HalibutTargets
{
    private const int MaxOutcomeLength = 40;

    // Small, so that mutated inputs reach them.
    private static readonly HalibutLimits Limits = new() { MaxMessageBytes = 64 * 1024, FreeInflation = 8192, MaxElements = 500, MaxStreams = 20 };
    private static readonly IReadOnlyList<HalibutFrame> Frames = HalibutFrame.ReadAll();
    private static readonly IReadOnlyList<byte[]> Messages = [.. Frames.Where(f => f.Bson is not null).Select(f => f.Bson!)];

    private static readonly IReadOnlyList<byte[]> Words =
    [
        .. FuzzBench.Bytes("$type\0", "id\0", "length\0", "params\0", "NEXT\r\n", "END\r\n", "MX\n\n", "Halibut.DataStream, Halibut\0"),
        [0x03, (byte)'a', 0], [0x04, (byte)'a', 0], [0x0a, (byte)'a', 0], [0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0x80], [5, 0, 0, 0, 0],
    ];

    public static IEnumerable<FuzzTarget> All()
    {
        yield return new FuzzTarget("halibut-inflate", [.. Messages.Select(Deflate)], Inflate) { AllocationPerByte = 4096 };
        yield return new FuzzTarget("halibut-bson", Messages, Read) { Words = Words, AllocationPerByte = 1024 };
        yield return new FuzzTarget(
            "halibut-connection",
            [.. Frames.Where(f => f.FromClient).GroupBy(f => f.Connection).Select(c => c.SelectMany(f => f.Raw).ToArray())],
            input => Serve(input))
        {
            Words = Words,
            AllocationPerByte = 4096,
            Allocation = 1024 * 1024,
        };
        yield return new FuzzTarget("halibut-call", Messages, input => Serve([.. "MX\n\nMX-CLIENT 1.0\r\n\r\n"u8, .. Deflate(input)]))
        {
            Words = Words,
            AllocationPerByte = 4096,
            Allocation = 1024 * 1024,
        };
    }

    // Another implementation of the same format decides what is right.
    private static string Inflate(byte[] input)
    {
        var expected = InflateWithFramework(input);
        var inflater = new Inflater(Limits);
        int taken;
        try
        {
            taken = inflater.Feed(input);
        }
        catch (HalibutProtocolException e)
        {
            BrokenPromiseException.ThrowUnless(
                expected is null || e.Message.Contains("more than", StringComparison.Ordinal), "a valid message within the limits is inflated");
            return Outcome(e);
        }

        if (!inflater.IsDone)
        {
            return "truncated";
        }

        BrokenPromiseException.ThrowUnless(expected is { } valid && inflater.Output.Span.SequenceEqual(valid.Output), "only valid messages are inflated");
        BrokenPromiseException.ThrowUnless(taken == expected?.Taken, "the bytes after a message are not taken");
        return FedInPieces(input, inflater) ? "inflated" : throw new BrokenPromiseException("the result does not depend on the pieces");
    }

    private static bool FedInPieces(byte[] input, Inflater whole)
    {
        var pieces = new Inflater(Limits);
        var start = 0;
        for (var end = 0; end <= input.Length && !pieces.IsDone; end += 3)
        {
            start += pieces.Feed(input.AsSpan(start..end));
        }

        if (!pieces.IsDone)
        {
            pieces.Feed(input.AsSpan(start));
        }

        return pieces.Output.Span.SequenceEqual(whole.Output.Span);
    }

    // Null when the framework finds the message invalid or truncated.
    private static (byte[] Output, int Taken)? InflateWithFramework(byte[] input)
    {
        using var source = new PieceStream(input, 1);
        using var inflate = new DeflateStream(source, CompressionMode.Decompress);
        using var output = new MemoryStream();
        try
        {
            var buffer = new byte[4096];
            while (output.Length <= Limits.MaxMessageBytes && inflate.Read(buffer) is var read and > 0)
            {
                output.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException)
        {
            return null;
        }

        return source.AtEnd ? null : (output.ToArray(), source.Taken);
    }

    private static string Read(byte[] input)
    {
        try
        {
            var document = BsonReader.Read(input, Limits);
            var written = BsonWriter.Write(document);
            BrokenPromiseException.ThrowUnless(
                BsonWriter.Write(BsonReader.Read(written, Limits)).Span.SequenceEqual(written.Span), "what was read is written and read the same");
            return $"{Math.Min(document.Members.Count, 5)}";
        }
        catch (HalibutProtocolException e)
        {
            return Outcome(e);
        }
    }

    private static string Serve(byte[] input)
    {
        using var stream = new PieceStream(input, 1000);
        Exception? unexpected = null;
        var options = new HalibutOptions { Limits = Limits, CallFailed = (_, e) => unexpected = e is IOException ? unexpected : e };
        var connection = new HalibutConnection(stream, new FuzzedServices(), options);
        try
        {
            FuzzBench.Finish(connection.ServeAsync(CancellationToken.None, CancellationToken.None));
            BrokenPromiseException.ThrowUnless(unexpected is null, $"no call fails in the library: {unexpected}");
            return $"served {Math.Min(stream.Written / 300, 5)}";
        }
        catch (Exception e) when (e is HalibutProtocolException or EndOfStreamException)
        {
            return Outcome(e);
        }
    }

    private static byte[] Deflate(byte[] message)
    {
        using var compressed = new MemoryStream();
        using (var deflate = new DeflateStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(message);
        }

        return compressed.ToArray();
    }

    private static string Outcome(Exception e) => new([.. e.Message.Where(char.IsAsciiLetter).Take(MaxOutcomeLength)]);
}
