using System.Text.Json;
using System.Text.Json.Serialization;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Instances.Settings;
using Tentacle.Jobs.Format.Logs;
using Tentacle.Jobs.Format.Records;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Jobs.Storage;

/// <summary>
/// Tickets of deleted jobs. They stay reserved for <see cref="JobSettings.ForgottenTicketDays"/>, so that a late retry of a submission does not run the job a
/// second time. Stored as one JSON object per line in <c>Jobs/.forgotten.ndjson</c>. Expired lines are dropped when the agent starts.
/// </summary>
internal sealed class ForgottenJobs
{
    private const byte NewLine = (byte)'\n';
    private const int MaxBytes = 256 << 20;
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly LiveSettings _settings;
    private readonly Dictionary<JobTicket, Line> _byTicket = [];
    private readonly Dictionary<string, Line> _byKey = [];

    public ForgottenJobs(string jobsRoot, LiveSettings settings, DateTimeOffset now)
    {
        _path = PathIn(jobsRoot);
        _settings = settings;
        Load(now);
    }

    /// <summary>The time until which the ticket or key is reserved. Null when it is free.</summary>
    public DateTimeOffset? ReservedUntil(JobTicket ticket, string? keyHash, DateTimeOffset now)
    {
        lock (_lock)
        {
            var line = _byTicket.GetValueOrDefault(ticket) ?? (keyHash is null ? null : _byKey.GetValueOrDefault(keyHash));
            return line is not null && line.At + _settings.Current.Jobs.TicketReservation > now ? line.At + _settings.Current.Jobs.TicketReservation : null;
        }
    }

    /// <summary>True when this job, and not a later one with the same ticket, was deleted.</summary>
    public bool Has(JobRecord record)
    {
        lock (_lock)
        {
            return _byTicket.TryGetValue(record.Ticket, out var line) && line.ContentHash == record.ContentHash && record.CreatedAt <= line.At;
        }
    }

    public void Add(JobRecord record, DateTimeOffset now)
    {
        var line = new Line(record.Ticket, record.ContentHash, record.IdempotencyKey, now);
        lock (_lock)
        {
            using var file = AppendedFile.Open(_path);
            if (!LogTail.Append(file, [.. JsonSerializer.SerializeToUtf8Bytes(line, ForgottenJobsJson.Default.Line), NewLine]))
            {
                throw new IOException($"'{_path}' cannot be written: the disk is full. Free some space.", DiskFull.Code);
            }

            RandomAccess.FlushToDisk(file);
            Index(line);
        }
    }

    private void Load(DateTimeOffset now)
    {
        var whole = 0L;
        foreach (var text in ReadLines())
        {
            whole++;

            // The last line may be truncated when the machine stopped during the write. Its job is then still on disk.
            if (TryParse(text) is { } line && line.At + _settings.Current.Jobs.TicketReservation > now)
            {
                Index(line);
            }
        }

        if (_byTicket.Count < whole)
        {
            AtomicFile.Write(
                _path,
                [.. _byTicket.Values.SelectMany(l => (byte[])[.. JsonSerializer.SerializeToUtf8Bytes(l, ForgottenJobsJson.Default.Line), NewLine])]);
        }
    }

    private IEnumerable<ReadOnlyMemory<byte>> ReadLines()
    {
        if (RecordFile.Read(_path, MaxBytes) is not RecordContent.Whole(var bytes))
        {
            yield break;
        }

        for (var left = bytes.AsMemory(); !left.IsEmpty;)
        {
            var end = left.Span.IndexOf(NewLine);
            yield return end < 0 ? left : left[..end];
            left = end < 0 ? default : left[(end + 1)..];
        }
    }

    /// <summary>The reason why the reservations cannot be read. Null when they can be read.</summary>
    public static string? FindDamage(string jobsRoot) => RecordFile.Read(PathIn(jobsRoot), MaxBytes) is RecordContent.Unreadable(var reason, _) ? reason : null;

    /// <summary>The path of the file with the reservations.</summary>
    public static string PathIn(string jobsRoot) => Path.Combine(jobsRoot, ".forgotten.ndjson");

    /// <summary>True when the job of this ticket was deleted at or after this time, and the ticket is still reserved.</summary>
    public bool HasSince(JobTicket ticket, DateTimeOffset at, DateTimeOffset now)
    {
        lock (_lock)
        {
            return _byTicket.TryGetValue(ticket, out var line) && line.At >= at && line.At + _settings.Current.Jobs.TicketReservation > now;
        }
    }

    private static Line? TryParse(ReadOnlyMemory<byte> text)
    {
        try
        {
            return JsonSerializer.Deserialize(text.Span, ForgottenJobsJson.Default.Line);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return null;
        }
    }

    private void Index(Line line)
    {
        _byTicket[line.Ticket] = line;
        if (line.IdempotencyKey is { } key)
        {
            _byKey[key] = line;
        }
    }

    internal sealed record Line(JobTicket Ticket, string ContentHash, string? IdempotencyKey, DateTimeOffset At);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(TimestampConverter)])]
[JsonSerializable(typeof(ForgottenJobs.Line))]
internal sealed partial class ForgottenJobsJson : JsonSerializerContext;
