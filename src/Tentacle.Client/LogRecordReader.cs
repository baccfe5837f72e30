using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Tentacle.Contracts.Json;

namespace Tentacle.Client;

/// <summary>Reads records from an NDJSON stream as they come, with the cursor after each.</summary>
internal sealed class LogRecordReader(Stream stream, long cursor) : IDisposable
{
    private readonly PipeReader _pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
    private ReadOnlySequence<byte> _left;
    private bool _held;

    /// <summary>Waits for bytes. False at the end of the stream.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (_held)
        {
            _pipe.AdvanceTo(_left.Start, _left.End);
            _held = false;
        }

        var result = await _pipe.ReadAsync(cancellationToken);
        (_left, _held) = (result.Buffer, true);

        // What stands behind the last newline at the end is half a record: the stream broke inside it.
        return !result.IsCompleted || result.Buffer.PositionOf((byte)'\n') is not null;
    }

    /// <summary>Takes the next whole record of what was read.</summary>
    public bool TryTake(out LogEntry entry)
    {
        if (_left.PositionOf((byte)'\n') is not { } end)
        {
            entry = default;
            return false;
        }

        var line = _left.Slice(0, end);
        var reader = new Utf8JsonReader(line);
        var record = JsonSerializer.Deserialize(ref reader, ApiJson.Default.LogRecord)!;
        _left = _left.Slice(_left.GetPosition(1, end));
        cursor += line.Length + 1;
        entry = new LogEntry(record, cursor);
        return true;
    }

    public void Dispose() => _pipe.Complete();
}
