using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Tentacle.Agent.Endpoints.Jobs;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Fuzzing.Engine;
using Tentacle.Jobs.Format.Logs;

namespace Tentacle.Fuzzing.Targets;

/// <summary>What scripts write, what is on disk of it, and what a client reads of what an agent sends.</summary>
internal static class LogTargets
{
    private const string Secret = "hush-hush";
    private const string Record = """{"time":"2026-03-01T12:00:00.000Z","stream":"stdout","text":"hello"}""" + "\n";

    private static readonly IReadOnlyList<byte[]> JsonWords = FuzzBench.Bytes("null", "{}", "[]", "\n", "\r\n", "\"", "{", "}", "\"stream\":\"agent\"",
        "\"partial\":true", "\"gap\":true", "\\u0000", "\\ud800", "1e999");

    private static readonly IReadOnlyList<byte[]> OutputWords =
        [.. FuzzBench.Bytes("\n", "\r\n", "\r", Secret, "hush", "-hush", "aHVzaC1odXNo", "\0", "\u001b[31m", "é", "\u2028", "\"", "\\"), [0xff], [0xc3],
            [0xe2, 0x82], [.. Enumerable.Repeat((byte)'x', 70_000)]];

    public static IEnumerable<FuzzTarget> All(FuzzBench bench)
    {
        yield return new FuzzTarget("log-records", FuzzBench.Bytes(Record, Record + Record), Records)
        {
            Words = JsonWords,
            AllocationPerByte = 2048,
            Prepare = JsonEdits.Of(FuzzBench.Bytes(Record), "\n"),
        };
        yield return new FuzzTarget("log-formats", FuzzBench.Bytes(Record, Record + Record), Formats) { Words = JsonWords, AllocationPerByte = 4096 };
        var path = Path.Combine(bench.DirectoryOf("logs"), "log.ndjson");
        yield return new FuzzTarget("log-tail", FuzzBench.Bytes(Record, Record + "{\"time\""), input => Tail(path, input)) { Words = JsonWords };
        var masker = new SecretMasker([Secret]);
        yield return new FuzzTarget("job-output", FuzzBench.Bytes("hello\nworld\n", "the secret is hush-hush.\n"), input => Output(path, masker, input))
        {
            Words = OutputWords,
            LongestInput = 200_000,
            Allocation = 2 << 20,
            AllocationPerByte = 64,
            InputsPerTestRun = 1_000,
        };
    }

    // An agent that was taken over may send anything.
    private static string Records(byte[] input)
    {
        using var stream = new MemoryStream(input);
        using var reader = new LogRecordReader(stream, 0);
        var read = 0;
        try
        {
            while (FuzzBench.Result(reader.ReadAsync(CancellationToken.None).AsTask()))
            {
                while (reader.TryTake(out var entry))
                {
                    BrokenPromiseException.ThrowUnless(entry.Record?.Text is not null, "a record has a text");
                    BrokenPromiseException.ThrowUnless(entry.Cursor <= input.Length, "a cursor lies within the log");
                    read++;
                }
            }

            return $"{Math.Min(read, 5)}";
        }
        catch (TentacleConnectionException)
        {
            return "refused";
        }
    }

    private static string Formats(byte[] input)
    {
        var whole = input.AsSpan().LastIndexOf((byte)'\n') + 1;
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        new EventStreamLogFormat().Write(pipe.Writer, input.AsSpan(0, whole), 0);
        new PlainTextLogFormat().Write(pipe.Writer, input.AsSpan(0, whole), 0);
        return pipe.Writer.UnflushedBytes > 2 * whole ? "longer" : "shorter";
    }

    private static string Tail(string path, byte[] input)
    {
        File.WriteAllBytes(path, input);
        using var log = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        var end = LogTail.Repair(log);
        BrokenPromiseException.ThrowUnless(end == input.AsSpan().LastIndexOf((byte)'\n') + 1, "a log ends behind its last whole record");
        return end == input.Length ? "whole" : "cut";
    }

    private static string Output(string path, SecretMasker masker, byte[] input)
    {
        File.Delete(path);
        using (var log = new LogWriter(path, long.MaxValue, masker, TimeProvider.System))
        {
            // In pieces that end anywhere, as a pipe gives them.
            var half = input.Length / 2;
            log.Write(LogStream.Stdout, input.AsSpan(0, half));
            log.Write(LogStream.Stdout, input.AsSpan(half));
            log.EndStreams();
            log.Finish();
        }

        var text = new StringBuilder();
        foreach (var line in File.ReadAllLines(path))
        {
            var record = JsonSerializer.Deserialize(line, ApiJson.Default.LogRecord)!;
            text.Append(record.Text).Append(record.Partial ? "" : "\n");
        }

        var written = text.ToString();
        BrokenPromiseException.ThrowUnless(!written.Contains(Secret, StringComparison.Ordinal), "a secret is masked");
        var expected = Encoding.UTF8.GetString(input);
        if (!expected.Contains("hush", StringComparison.Ordinal) && !expected.Contains("aHVz", StringComparison.Ordinal))
        {
            expected = expected.Replace("\r\n", "\n", StringComparison.Ordinal);
            BrokenPromiseException.ThrowUnless(Same(written, expected), "a log has every line as it was written");
        }

        return $"{written.Length > LineSplitter.MaxPieceLength}{written.Contains('*', StringComparison.Ordinal)}";
    }

    // The last line may lack its newline; what is not UTF-8 becomes one replacement or more.
    private static bool Same(string written, string expected)
    {
        var isPlain = !expected.Contains('\uFFFD', StringComparison.Ordinal);
        expected = expected.Length == 0 || expected[^1] == '\n' ? expected : (expected[^1] == '\r' ? expected[..^1] : expected) + "\n";
        return isPlain ? written == expected : written.Count(c => c == '\n') == expected.Count(c => c == '\n');
    }
}
