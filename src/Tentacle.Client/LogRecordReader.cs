using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Client;

/// <summary>Reads records from an NDJSON stream as they come, with the cursor after each.</summary>
internal sealed class LogRecordReader(Stream stream, long cursor) : IDisposable
{
    // A line is cut at 64 KiB, which escapes can make six times as long.
    private const int LongestRecord = 1 << 20;
    private readonly PipeReader _pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
    private ReadOnlySequence<byte> _left;
    private bool _held;

    /// <summary>Waits for bytes. False at the end of the stream.</summary>
    /// <exception cref="TentacleConnectionException">A record has no end.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (_held)
        {
            _pipe.AdvanceTo(_left.Start, _left.End);
            _held = false;
        }

        var result = await _pipe.ReadAsync(cancellationToken);
        (_left, _held) = (result.Buffer, true);

        if (_left.Length > LongestRecord && _left.PositionOf((byte)'\n') is null)
        {
            throw new TentacleConnectionException($"The agent sent a record of its log that has no end within {LongestRecord} bytes. Check that it is a Tentacle that answers there.");
        }

        // What stands behind the last newline at the end is half a record: the stream broke inside it.
        return !result.IsCompleted || result.Buffer.PositionOf((byte)'\n') is not null;
    }

    /// <summary>Takes the next whole record of what was read.</summary>
    /// <exception cref="TentacleConnectionException">It is not a record.</exception>
    public bool TryTake(out LogEntry entry)
    {
        if (_left.PositionOf((byte)'\n') is not { } end)
        {
            entry = default;
            return false;
        }

        var line = _left.Slice(0, end);
        var record = Parse(line);
        _left = _left.Slice(_left.GetPosition(1, end));
        cursor += line.Length + 1;
        entry = new LogEntry(record, cursor);
        return true;
    }

    private LogRecord Parse(ReadOnlySequence<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            return JsonSerializer.Deserialize(ref reader, ApiJson.Default.LogRecord) is { Text: not null } record ? record : throw new JsonException("It holds nothing.");
        }
        catch (JsonException e)
        {
            throw new TentacleConnectionException($"The agent's log cannot be read behind the cursor {cursor}: {e.Message} Check that it is a Tentacle that answers there, and its disk.", e);
        }
    }

    public void Dispose() => _pipe.Complete();
}
