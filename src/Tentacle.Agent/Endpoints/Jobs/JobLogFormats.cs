using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Agent.Endpoints.Jobs;

/// <summary>Writes blocks of whole records to a response in the requested form.</summary>
internal abstract class JobLogFormat
{
    protected const byte NewLine = (byte)'\n';

    public abstract string ContentType { get; }

    /// <summary>The extension of the file name for saving the answer. Null when the answer is not meant to be saved.</summary>
    public virtual string? FileExtension => null;

    /// <param name="output">The response.</param>
    /// <param name="records">Whole records.</param>
    /// <param name="cursor">The offset of the first record.</param>
    public abstract void Write(PipeWriter output, ReadOnlySpan<byte> records, long cursor);

    /// <summary>Writes a keep-alive while there are no records, so that proxies do not close the connection.</summary>
    public virtual void WriteKeepAlive(PipeWriter output)
    {
    }

    /// <summary>Writes the end, after the last record of a complete job.</summary>
    public virtual void WriteEnd(PipeWriter output, Job job)
    {
    }

    /// <summary>Writes the end when the agent stops before the job has ended.</summary>
    /// <param name="output">The response.</param>
    /// <param name="job">The current job.</param>
    /// <param name="cursor">The cursor with which the caller can resume.</param>
    public virtual void WriteStop(PipeWriter output, Job job, long cursor)
    {
    }
}

/// <summary><c>application/x-ndjson</c>: the bytes as they are on disk.</summary>
internal sealed class NdJsonLogFormat : JobLogFormat
{
    public override string ContentType => ApiHeaders.NdJson;

    public override string FileExtension => ".ndjson";

    public override void Write(PipeWriter output, ReadOnlySpan<byte> records, long cursor) => output.Write(records);
}

/// <summary><c>text/event-stream</c>: one event per record. The id of the event is the cursor after the record.</summary>
internal sealed class EventStreamLogFormat : JobLogFormat
{
    public override string ContentType => ApiHeaders.EventStream;

    public override void Write(PipeWriter output, ReadOnlySpan<byte> records, long cursor)
    {
        while (records.IndexOf(NewLine) is var end and >= 0)
        {
            cursor += end + 1;
            WriteEvent(output, cursor, "log"u8, records[..end]);
            records = records[(end + 1)..];
        }
    }

    public override void WriteKeepAlive(PipeWriter output) => output.Write(": still here\n\n"u8);

    public override void WriteEnd(PipeWriter output, Job job) =>
        WriteEvent(output, job.Log.Bytes, "complete"u8, JsonSerializer.SerializeToUtf8Bytes(job, ApiJson.Default.Job));

    public override void WriteStop(PipeWriter output, Job job, long cursor) =>
        WriteEvent(output, cursor, "stopping"u8, JsonSerializer.SerializeToUtf8Bytes(job, ApiJson.Default.Job));

    private static void WriteEvent(PipeWriter output, long id, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Span<byte> digits = stackalloc byte[20];
        id.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        output.Write("id: "u8);
        output.Write(digits[..length]);
        output.Write("\nevent: "u8);
        output.Write(name);
        output.Write("\ndata: "u8);
        output.Write(data);
        output.Write("\n\n"u8);
    }
}

/// <summary><c>text/plain</c>: only the texts, of all streams in order.</summary>
internal sealed class PlainTextLogFormat : JobLogFormat
{
    private const string Damaged = "[This line of the log is damaged on the agent's disk.]";

    public override string ContentType => ApiHeaders.PlainText + "; charset=utf-8";

    public override string FileExtension => ".log";

    public override void Write(PipeWriter output, ReadOnlySpan<byte> records, long cursor)
    {
        while (records.IndexOf(NewLine) is var end and >= 0)
        {
            var record = TryParse(records[..end]);
            output.Write(Encoding.UTF8.GetBytes(record?.Text ?? Damaged));
            if (record is not { Partial: true })
            {
                output.Write("\n"u8);
            }

            records = records[(end + 1)..];
        }
    }

    // A damaged record must not hide the lines after it.
    private static LogRecord? TryParse(ReadOnlySpan<byte> record)
    {
        try
        {
            return JsonSerializer.Deserialize(record, ApiJson.Default.LogRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
