using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Client;

/// <summary>Reads records from an NDJSON stream as they arrive, with the cursor after each.</summary>
internal sealed class LogRecordReader(Stream stream, long cursor) : IDisposable
{
    // A line has at most 64 KiB, and escapes can make it six times as long.
    private const int MaxRecordLength = 1 << 20;
    private readonly PipeReader _pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
    private ReadOnlySequence<byte> _left;
    private bool _held;

    /// <summary>Waits for data. Returns false at the end of the stream.</summary>
    /// <exception cref="TentacleConnectionException">A record exceeds the maximum length.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (_held)
        {
            _pipe.AdvanceTo(_left.Start, _left.End);
            _held = false;
        }

        var result = await _pipe.ReadAsync(cancellationToken);
        (_left, _held) = (result.Buffer, true);

        if (_left.Length > MaxRecordLength && _left.PositionOf((byte)'\n') is null)
        {
            throw new TentacleConnectionException(
                $"The agent sent a record of its log that has no end within {MaxRecordLength} bytes. Check that it is a Tentacle that answers there.");
        }

        // Data after the last newline is an incomplete record, because the stream broke inside it.
        return !result.IsCompleted || result.Buffer.PositionOf((byte)'\n') is not null;
    }

    /// <summary>Takes the next complete record from the data that was read. Returns false when there is none.</summary>
    /// <exception cref="TentacleConnectionException">The line is not a record.</exception>
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
            return JsonSerializer.Deserialize(ref reader, ApiJson.Default.LogRecord) is { Text: not null } record
                ? record
                : throw new JsonException("It holds nothing.");
        }
        catch (JsonException e)
        {
            throw new TentacleConnectionException(
                $"The agent's log cannot be read behind the cursor {cursor}: {e.Message} Check that it is a Tentacle that answers there, and its disk.",
                e);
        }
    }

    public void Dispose() => _pipe.Complete();
}
