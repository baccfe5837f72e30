using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Tentacle.Contracts;
using Tentacle.Platform.Processes;
using Tentacle.Platform.Storage;

namespace Tentacle.Jobs.Format.Logs;

/// <summary>
/// Appends complete records to a job's log. Records that cannot be written because the disk is full are counted, and the log reports the gap as soon as writing
/// is possible again. The job continues meanwhile. Not thread-safe: each job has one writer.
/// </summary>
public sealed class LogWriter : IDisposable
{
    private const int Reserved = 64 * 1024;
    private readonly SafeFileHandle _file;
    private readonly string _reserve;
    private readonly long _limit;
    private readonly RecordWriter _records;
    private readonly LineSplitter _stdout;
    private readonly LineSplitter _stderr;
    private readonly SecretMasker _masker;
    private readonly ArrayBufferWriter<byte> _batch = new(256 * 1024);
    private long _length;
    private long _lostRecords;

    /// <param name="path">The path of the log. It is created when it does not exist.</param>
    /// <exception cref="IOException">The log cannot be opened, or there is not enough disk space to reserve.</exception>
    /// <param name="limit">Maximum size in bytes. Later records of the script are dropped, and the log reports this.</param>
    /// <param name="masker">Hides sensitive values.</param>
    /// <param name="time">The clock for the times of the records.</param>
    public LogWriter(string path, long limit, SecretMasker masker, TimeProvider time)
    {
        (_limit, _masker, _reserve) = (limit, masker, path + ".reserve");
        _file = AppendedFile.Open(path);
        try
        {
            _length = LogTail.Repair(_file);

            // Reserves space for the last records, in case the disk is full by then.
            File.OpenHandle(_reserve, FileMode.Create, FileAccess.Write, preallocationSize: Math.Min(Reserved, ProcessLimits.FileSize)).Dispose();
        }
        catch
        {
            _file.Dispose();
            throw;
        }

        _records = new RecordWriter(time);
        _stdout = new LineSplitter(LogStream.Stdout, masker, _records);
        _stderr = new LineSplitter(LogStream.Stderr, masker, _records);
    }

    /// <summary>True when the log has reached its limit.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>True when records were dropped because the disk was full.</summary>
    public bool HasGap { get; private set; }

    /// <summary>Writes output of the script on one stream.</summary>
    public void Write(LogStream stream, ReadOnlySpan<byte> bytes)
    {
        _records.Stamp();
        ReportGap();
        (stream == LogStream.Stdout ? _stdout : _stderr).Write(bytes, _batch);
        Append();
    }

    /// <summary>Ends the streams. Last lines without a newline are written.</summary>
    public void EndStreams()
    {
        _records.Stamp();
        _stdout.End(_batch);
        _stderr.End(_batch);
        Append();
    }

    /// <summary>Writes a message of the agent, even beyond the limit.</summary>
    public void WriteAgent(string text)
    {
        _records.Stamp();
        ReportGap();
        WriteAgentRecord(text, gap: false);
        Flush();
    }

    /// <summary>Releases the reserved space, reports a gap if there is one, and flushes the log to disk.</summary>
    public void Finish()
    {
        File.Delete(_reserve);
        _records.Stamp();
        ReportGap();
        Flush();
        RandomAccess.FlushToDisk(_file);
    }

    public void Dispose() => _file.Dispose();

    private void Append()
    {
        if (IsTruncated)
        {
            _batch.ResetWrittenCount();
            return;
        }

        if (_length + _batch.WrittenCount > _limit)
        {
            IsTruncated = true;
            KeepWhatFits();
            WriteAgentRecord(
                $"The log has reached its limit of {_limit.ToString(CultureInfo.InvariantCulture)} bytes. The job goes on; "
                + "what it writes from here is not kept.",
                gap: true);
        }

        Flush();
    }

    private void KeepWhatFits()
    {
        var room = (int)Math.Clamp(_limit - _length, 0, _batch.WrittenCount);
        var kept = _batch.WrittenSpan[..(_batch.WrittenSpan[..room].LastIndexOf(LogTail.RecordEnd) + 1)].ToArray();
        _batch.ResetWrittenCount();
        _batch.Write(kept);
    }

    // The gap record takes the place of the missing records, so it precedes the next record.
    private void ReportGap()
    {
        if (_lostRecords > 0)
        {
            WriteAgentRecord(
                $"{_lostRecords.ToString(CultureInfo.InvariantCulture)} records are missing here: the disk was full. Free some space; the job went on.",
                gap: true);
        }
    }

    private void WriteAgentRecord(string text, bool gap)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (_masker.Occurs(bytes))
        {
            var masked = new ArrayBufferWriter<byte>();
            _masker.Write(bytes, masked);
            bytes = masked.WrittenSpan.ToArray();
        }

        _records.Write(_batch, LogStream.Agent, bytes, gap: gap);
    }

    private void Flush()
    {
        if (_batch.WrittenCount == 0)
        {
            return;
        }

        try
        {
            FileBytes.Write(_file, _batch.WrittenSpan, _length);
            _length += _batch.WrittenCount;
            _lostRecords = 0;
        }
        catch (IOException)
        {
            HasGap = true;
            KeepWholeRecords();
        }

        _batch.ResetWrittenCount();
    }

    // A part of the batch may have been written. A reader must never see a truncated record, nor a record that is removed later.
    private void KeepWholeRecords()
    {
        var written = (int)Math.Clamp(RandomAccess.GetLength(_file) - _length, 0, _batch.WrittenCount);
        var kept = _batch.WrittenSpan[..written].LastIndexOf(LogTail.RecordEnd) + 1;
        RandomAccess.SetLength(_file, _length + kept);
        _length += kept;

        // After an earlier gap, the batch begins with the gap record. If it was written, the earlier gap is reported. If not, it is not counted as a lost
        // record.
        var lost = _batch.WrittenSpan[kept..].Count(LogTail.RecordEnd);
        _lostRecords = kept > 0 ? lost : _lostRecords > 0 ? _lostRecords + lost - 1 : lost;
    }
}
