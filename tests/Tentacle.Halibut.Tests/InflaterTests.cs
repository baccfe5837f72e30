using System.IO.Compression;
using Tentacle.Halibut.Wire;
using Tentacle.Testing.Halibut;

namespace Tentacle.Halibut.Tests;

public sealed class InflaterTests
{
    private static readonly HalibutLimits Limits = new();

    public static TheoryData<int> Messages => [.. HalibutFrame.ReadAll().Index().Where(f => f.Item.Bson is not null).Select(f => f.Index)];

    [Theory]
    [MemberData(nameof(Messages))]
    public void Feed_RecordedMessage_GivesTheRecordedBson(int frame)
    {
        var (_, _, raw, bson) = HalibutFrame.ReadAll()[frame];

        Assert.Equal(bson, Inflate(raw, raw.Length));
        Assert.Equal(bson, Inflate(raw, 1));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Feed_BytesAfterTheMessage_AreNotTaken(int frame)
    {
        var raw = HalibutFrame.ReadAll()[frame].Raw;
        var inflater = new Inflater(Limits);

        Assert.Equal(raw.Length, inflater.Feed([.. raw, .. Enumerable.Repeat((byte)0xff, 100)]));
        Assert.True(inflater.IsDone);
        Assert.Equal(0, inflater.Feed("NEXT"u8));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Feed_TruncatedMessage_IsNotDone(int frame)
    {
        var raw = HalibutFrame.ReadAll()[frame].Raw;

        Assert.All(Enumerable.Range(0, raw.Length), length =>
        {
            var inflater = new Inflater(Limits);
            inflater.Feed(raw.AsSpan(0, length));
            Assert.False(inflater.IsDone);
        });
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.Optimal)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void Feed_AnyLevelAndContent_GivesTheContent(CompressionLevel level)
    {
        var random = new Random(7);
        foreach (var length in new[] { 0, 1, 5, 300, 40_000, 200_000 })
        {
            foreach (var letters in new[] { 1, 2, 20, 256 })
            {
                var content = new byte[length];
                for (var i = 0; i < length; i++)
                {
                    content[i] = i > 50 && random.Next(3) == 0 ? content[i - random.Next(1, 50)] : (byte)random.Next(letters);
                }

                var raw = Deflate(content, level);
                Assert.Equal(content, Inflate(raw, raw.Length));
                Assert.Equal(content, Inflate(raw, 7));
            }
        }
    }

    [Fact]
    public void Feed_MoreThanTheLimit_IsRejected()
    {
        var limits = Limits with { MaxMessageBytes = 1000 };

        Assert.Equal(1000, InflateWithin(limits, Deflate(new byte[1000], CompressionLevel.Optimal)).Length);
        Assert.Contains("more than 1000 bytes", Rejection(limits, Deflate(new byte[1001], CompressionLevel.Optimal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Feed_ExpectedLength_LowersTheLimit()
    {
        var inflater = new Inflater(Limits);
        inflater.Expect(10);

        Assert.Throws<HalibutProtocolException>(() => inflater.Feed(Deflate(new byte[11], CompressionLevel.Optimal)));
    }

    [Fact]
    public void Feed_DecompressionBomb_IsRejected() =>
        Assert.Contains("200 times", Rejection(Limits, Deflate(new byte[8_000_000], CompressionLevel.Optimal)), StringComparison.Ordinal);

    [Fact]
    public void Feed_BlocksWithoutContentForEver_AreRejected()
    {
        var inflater = new Inflater(Limits with { MaxMessageBytes = 1000 });
        byte[] empty = [0, 0, 0, 0xff, 0xff];

        Assert.Throws<HalibutProtocolException>(() =>
        {
            for (var i = 0; i < 100_000; i++)
            {
                inflater.Feed(empty);
            }
        });
    }

    [Theory]
    [InlineData("07", "unknown type")]
    [InlineData("0100000000", "stored block")]
    [InlineData("1b03", "does not exist")]
    [InlineData("0303", "before its beginning")]
    public void Feed_DamagedMessage_IsRejected(string hex, string reason) =>
        Assert.Contains(reason, Rejection(Limits, Convert.FromHexString(hex)), StringComparison.Ordinal);

    private static byte[] Inflate(byte[] raw, int piece)
    {
        var inflater = new Inflater(Limits);
        var (start, end) = (0, 0);
        while (!inflater.IsDone)
        {
            Assert.True(end < raw.Length, "The message ends without its last block.");
            end = Math.Min(end + piece, raw.Length);
            start += inflater.Feed(raw.AsSpan(start..end));
        }

        Assert.Equal(raw.Length, start);
        return inflater.Output.ToArray();
    }

    private static byte[] InflateWithin(HalibutLimits limits, byte[] raw)
    {
        var inflater = new Inflater(limits);
        inflater.Feed(raw);
        Assert.True(inflater.IsDone);
        return inflater.Output.ToArray();
    }

    private static string Rejection(HalibutLimits limits, byte[] raw) => Assert.Throws<HalibutProtocolException>(() => InflateWithin(limits, raw)).Message;

    private static byte[] Deflate(byte[] content, CompressionLevel level)
    {
        using var compressed = new MemoryStream();
        using (var deflate = new DeflateStream(compressed, level, leaveOpen: true))
        {
            deflate.Write(content);
        }

        // Without any content the framework writes no block at all.
        return content.Length == 0 ? [0x03, 0x00] : compressed.ToArray();
    }
}
