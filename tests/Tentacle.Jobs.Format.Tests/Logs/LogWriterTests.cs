using System.Text;
using System.Text.Json;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Jobs.Format.Logs;
using Tentacle.Testing;

namespace Tentacle.Jobs.Format.Tests.Logs;

public sealed class LogWriterTests : IDisposable
{
    private const long NoLimit = long.MaxValue;
    private readonly TemporaryDirectory _directory = new();

    private string Log => _directory["log.ndjson"];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Write_SecretsCutByReads_AreMasked(int piece)
    {
        var text = "before s3cr3t! after\r\nfirst of two\nsecond of two\nbase64 czNjcjN0IQ== and s3cr3t%21 in a URL\n"u8.ToArray();
        Write(text, piece, NoLimit, "s3cr3t!", "first of two\nsecond of two");

        Assert.Equal(["before ******** after", "********", "********", "base64 ******** and ******** in a URL"], Records().Select(r => r.Text));
    }

    // B4
    [Fact]
    public void Write_LineWithoutEnd_CostsNoMemory()
    {
        var piece = new byte[256 * 1024];
        piece.AsSpan().Fill((byte)'x');
        using var writer = new LogWriter(Log, NoLimit, new SecretMasker(["s3cr3t!"]), TimeProvider.System);
        writer.Write(LogStream.Stdout, piece);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++)
        {
            writer.Write(LogStream.Stdout, piece);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(LineSplitter.MaxPieceLength)]
    [InlineData(1 << 20)]
    public void Write_SecretAcrossThePiecesOfALongLine_IsMaskedWhole(int piece)
    {
        var line = new string('x', LineSplitter.MaxPieceLength - 3) + "s3cr3t!" + new string('y', 10);
        Write(Encoding.UTF8.GetBytes(line + "\nshort\n"), piece, NoLimit, "s3cr3t!");

        var records = Records();
        Assert.Equal(new string('x', LineSplitter.MaxPieceLength - 3) + "********" + new string('y', 10), string.Concat(records.SkipLast(1).Select(r => r.Text)));
        Assert.All(records.SkipLast(2), r => Assert.True(r.Partial));
        Assert.Equal((false, false, "short"), (records[^2].Partial, records[^1].Partial, records[^1].Text));
    }

    [Fact]
    public void Write_BytesThatAreNoUtf8_BecomeReplacementCharacters()
    {
        Write([(byte)'a', 0xff, (byte)'b', 0xc3, (byte)'\n', 0xe2, 0x82, 0xac, (byte)'\n'], 1, NoLimit);
        Assert.Equal(["a\uFFFDb\uFFFD", "€"], Records().Select(r => r.Text));
    }

    [Fact]
    public void Write_NulsAndControls_StandInTheLogAsTheyAre()
    {
        Write("a\0b\t\u001b[31mred\"\\\rx\n\n"u8.ToArray(), 100, NoLimit);
        Assert.Equal(["a\0b\t\u001b[31mred\"\\\rx", ""], Records().Select(r => r.Text));
    }

    [Fact]
    public void Write_LongLineOfWideCharacters_IsNotCutInsideOne()
    {
        var line = "x" + string.Concat(Enumerable.Repeat("€", 60_000));
        Write(Encoding.UTF8.GetBytes(line), 8192, NoLimit);

        var records = Records();
        Assert.Equal(line, string.Concat(records.Select(r => r.Text)));
        Assert.All(records, r => Assert.InRange(Encoding.UTF8.GetByteCount(r.Text), 1, LineSplitter.MaxPieceLength));
        Assert.Equal(records.Count - 1, records.Count(r => r.Partial));
    }

    [Fact]
    public void Write_BeyondTheLimit_KeepsWhatFitsAndSaysSoOnce()
    {
        using (var log = new LogWriter(Log, 10_000, new SecretMasker([]), TimeProvider.System))
        {
            log.Write(LogStream.Stdout, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i}\n"))));
            log.Write(LogStream.Stdout, "late\n"u8);
            log.WriteAgent("Canceled.");
            log.EndStreams();
            log.Finish();
            Assert.True(log.IsTruncated);
            Assert.False(log.HasGap);
        }

        var records = Records();
        var kept = records.TakeWhile(r => !r.Gap).Select(r => r.Text).ToList();
        Assert.Equal(Enumerable.Range(0, kept.Count).Select(i => $"{i}"), kept);
        Assert.InRange(kept.Count, 100, 200);
        Assert.Contains("limit of 10000 bytes", records[kept.Count].Text, StringComparison.Ordinal);
        Assert.Equal(["Canceled."], records.Skip(kept.Count + 1).Select(r => r.Text));
    }

    [Fact]
    public void Write_AfterAnotherWriterAppended_OverwritesNothing()
    {
        using (var log = new LogWriter(Log, NoLimit, new SecretMasker([]), TimeProvider.System))
        {
            log.Write(LogStream.Stdout, "one\n"u8);
            using (var other = Platform.Storage.AppendedFile.Open(Log))
            {
                Assert.True(LogTail.Append(other, "{\"time\":\"2026-01-01T00:00:00.000Z\",\"stream\":\"agent\",\"text\":\"between\"}\n"u8));
            }

            log.Write(LogStream.Stdout, "two\n"u8);
        }

        Assert.Equal(["one", "between", "two"], Records().Select(r => r.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"time\":\"2026-01-01T00:00:00.000Z\",\"stream\":\"stdout\",\"text\":\"whole\"}\n")]
    public void Open_HalfARecordAtTheEnd_TakesItAway(string whole)
    {
        File.WriteAllText(Log, whole + new string('{', 100_000));
        using (var log = new LogWriter(Log, NoLimit, new SecretMasker([]), TimeProvider.System))
        {
            log.Write(LogStream.Stdout, "next\n"u8);
        }

        Assert.Equal(whole.Length == 0 ? ["next"] : ["whole", "next"], Records().Select(r => r.Text));
    }

    private void Write(ReadOnlySpan<byte> bytes, int piece, long limit, params string[] secrets)
    {
        using var log = new LogWriter(Log, limit, new SecretMasker(secrets), TimeProvider.System);
        for (var at = 0; at < bytes.Length; at += piece)
        {
            log.Write(LogStream.Stdout, bytes[at..Math.Min(bytes.Length, at + piece)]);
        }

        log.EndStreams();
        log.Finish();
    }

    private List<LogRecord> Records() => [.. File.ReadLines(Log).Select(l => JsonSerializer.Deserialize(l, ApiJson.Default.LogRecord)!)];
}
