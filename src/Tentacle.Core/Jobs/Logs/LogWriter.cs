using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Tentacle.Contracts;
using Tentacle.Core.Platform.Processes;
using Tentacle.Core.Platform.Storage;

namespace Tentacle.Core.Jobs.Logs;

/// <summary>
/// Writes a job's log: whole records, appended. What cannot be written because the disk is full is counted and said in the log as soon as it can be
/// written again; nothing is missing in silence, and the job goes on. Not thread-safe: one writer a job.
/// </summary>
public sealed class LogWriter : IDisposable
{
    private const int Reserved = 64 * 1024;
    private const byte NewLine = (byte)'\n';
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

    /// <param name="path">Appended to; made when it is not there.</param>
    /// <exception cref="IOException">It cannot be opened, or there is no room to reserve.</exception>
    /// <param name="limit">Bytes; later records of the script are left out, and the log says so.</param>
    /// <param name="masker">Hides sensitive values.</param>
    /// <param name="time">Dates the records.</param>
    public LogWriter(string path, long limit, SecretMasker masker, TimeProvider time)
    {
        (_limit, _masker, _reserve) = (limit, masker, path + ".reserve");
        _file = AppendedFile.Open(path);
        try
        {
            _length = LogTail.Repair(_file);

            // Room for the last words, should the disk be full by then.
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

    /// <summary>The log reached its limit.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>Records were left out because the disk was full.</summary>
    public bool HasGap { get; private set; }

    /// <summary>Takes what the script wrote to a stream.</summary>
    public void Write(LogStream stream, ReadOnlySpan<byte> bytes)
    {
        _records.Stamp();
        SayGap();
        (stream == LogStream.Stdout ? _stdout : _stderr).Write(bytes, _batch);
        Append();
    }

    /// <summary>The streams have ended: last lines without a newline are written.</summary>
    public void EndStreams()
    {
        _records.Stamp();
        _stdout.End(_batch);
        _stderr.End(_batch);
        Append();
    }

    /// <summary>What the agent itself says. Written beyond the limit too.</summary>
    public void WriteAgent(string text)
    {
        _records.Stamp();
        SayGap();
        WriteAgentRecord(text, gap: false);
        Flush();
    }

    /// <summary>Gives up the reserved room, says what is missing, and puts all on the disk.</summary>
    public void Finish()
    {
        File.Delete(_reserve);
        _records.Stamp();
        SayGap();
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
            WriteAgentRecord($"The log has reached its limit of {_limit.ToString(CultureInfo.InvariantCulture)} bytes. The job goes on; what it writes from here is not kept.", gap: true);
        }

        Flush();
    }

    private void KeepWhatFits()
    {
        var room = (int)Math.Clamp(_limit - _length, 0, _batch.WrittenCount);
        var kept = _batch.WrittenSpan[..(_batch.WrittenSpan[..room].LastIndexOf(NewLine) + 1)].ToArray();
        _batch.ResetWrittenCount();
        _batch.Write(kept);
    }

    // The record of the gap stands where the missing ones would, so it goes before what comes next.
    private void SayGap()
    {
        if (_lostRecords > 0)
        {
            WriteAgentRecord($"{_lostRecords.ToString(CultureInfo.InvariantCulture)} records are missing here: the disk was full. Free some space; the job went on.", gap: true);
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

    // Some of the batch may have been written: a reader must never see half a record, nor one that is taken back.
    private void KeepWholeRecords()
    {
        var written = (int)Math.Clamp(RandomAccess.GetLength(_file) - _length, 0, _batch.WrittenCount);
        var kept = _batch.WrittenSpan[..written].LastIndexOf(NewLine) + 1;
        RandomAccess.SetLength(_file, _length + kept);
        _length += kept;

        // The batch began with the record of an earlier gap when there was one: written, it settles that gap; not written, it is not a loss itself.
        var lost = _batch.WrittenSpan[kept..].Count(NewLine);
        _lostRecords = kept > 0 ? lost : _lostRecords > 0 ? _lostRecords + lost - 1 : lost;
    }
}
