using System.Globalization;
using Microsoft.Extensions.Logging;
using Tentacle.Agent.Identity;
using Tentacle.Core.Jobs.Site;
using Tentacle.Instances;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Subscriptions;
using Tentacle.Instances.Trust;
using Tentacle.Platform.Directories;

namespace Tentacle.Agent.Settings;

/// <summary>
/// Applies changed settings to the running agent: immediately after a request of a command on the local socket, within two seconds after an edit of the
/// file. Settings that cannot be read are reported, and the last good settings stay in force.
/// </summary>
internal sealed partial class SettingsFollower : IDisposable
{
    // Polling the time and length of one file costs less than a file watcher, of which an account may have only a few.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly SettingsStore _store;
    private readonly LiveSettings _live;
    private readonly SecretsKey _key;
    private readonly TimeProvider _time;
    private readonly ILogger<SettingsFollower> _logger;
    private readonly ITimer _timer;
    private FileStamp? _seen;
    private InstanceSettings? _atStart;
    private string? _unread;
    private DateTimeOffset? _nextCertificateAt;
    private DateTimeOffset? _refusedSince;

    public SettingsFollower(SettingsStore store, LiveSettings live, SecretsKey key, TimeProvider time, ILogger<SettingsFollower> logger)
    {
        (_store, _live, _key, _time, _logger) = (store, live, key, time, logger);
        _timer = time.CreateTimer(_ => Poll(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The reason why the settings on disk are not in force. Null when they are.</summary>
    public string? Problem { get; private set; }

    /// <summary>A description of the changed settings that need a restart. Null when there are none.</summary>
    public string? Restart { get; private set; }

    /// <summary>A description of unknown members in the settings in force. Null when there are none.</summary>
    public string? Unknown { get; private set; }

    /// <summary>Begins to follow the changes of the file.</summary>
    public void Begin()
    {
        var settings = _atStart = _live.Current;
        _seen = FileStamp.Find(_store.Path);
        _nextCertificateAt = settings.Tentacle.NextCertificate?.From;
        UpdateUnknown(settings);
        _timer.Change(Interval, Interval);
    }

    /// <summary>Applies the settings that are on disk now. Returns the reason when they cannot be applied, otherwise null.</summary>
    public string? Reload()
    {
        lock (_lock)
        {
            _seen = FileStamp.Find(_store.Path);
            return Apply() is { } reason ? Report(reason) : null;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Poll()
    {
        if (!_lock.TryEnter())
        {
            return;
        }

        try
        {
            var now = FileStamp.Find(_store.Path);
            if (now != _seen)
            {
                _seen = now;
                _unread = Apply();
            }
            else if (_unread is not null)
            {
                // The editor may not have finished writing at the previous tick. Try once more before reporting an error.
                _unread = null;
                if (Apply() is { } reason)
                {
                    Report(reason);
                }
            }
            else if (_nextCertificateAt <= _time.GetUtcNow())
            {
                Apply();
            }
        }
        finally
        {
            _lock.Exit();
        }
    }

    private string? Apply()
    {
        try
        {
            var settings = Promoted();
            Require(settings);
            _live.Replace(settings);
            _nextCertificateAt = settings.Tentacle.NextCertificate?.From;
            (Problem, _unread, _refusedSince) = (null, null, null);
            LogApplied(settings.TrustedThumbprints().Distinct().Count());
            UpdateRestart(settings.DescribeRestart(_atStart!));
            UpdateUnknown(settings);
            return null;
        }
        catch (Exception e) when (e is SettingsException or IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    // What can fail is read before anything changes.
    private void Require(InstanceSettings settings)
    {
        AgentFacts.Require(settings, _key);
        _ = (JobProxy.From(settings.Octopus.Proxy, _key), PollingSettings.From(settings, _key));
    }

    // The next certificate takes effect even when the settings file cannot be written.
    private InstanceSettings Promoted()
    {
        var settings = _store.Load();
        var promoted = StoredCertificate.Promote(settings, _time.GetUtcNow());
        if (ReferenceEquals(promoted, settings))
        {
            return settings;
        }

        try
        {
            _store.Change(file => StoredCertificate.Promote(file, _time.GetUtcNow()));
            _seen = FileStamp.Find(_store.Path);
        }
        catch (SettingsException e)
        {
            LogNotPromoted(e.Message);
        }

        return promoted;
    }

    private void UpdateRestart(string? restart)
    {
        if (restart is not null && restart != Restart)
        {
            LogNeedsRestart(restart);
        }

        Restart = restart;
    }

    private void UpdateUnknown(InstanceSettings settings)
    {
        var unknown = SettingsMembers.DescribeUnknown(settings);
        if (unknown is not null && unknown != Unknown)
        {
            LogUnknown(unknown);
        }

        Unknown = unknown;
    }

    private string Report(string reason)
    {
        _refusedSince ??= _time.GetUtcNow();
        Problem = string.Create(
            CultureInfo.InvariantCulture,
            $"The settings on disk have not been applied since {_refusedSince:u}, the last good ones stay in force: {reason}");
        LogNotApplied(reason);
        return reason;
    }

    /// <summary>The properties that distinguish versions of a file without reading it.</summary>
    private sealed record FileStamp(DateTimeOffset Written, long Length, ulong Number)
    {
        // For a link, this is the status of its target.
        public static FileStamp? Find(string path) =>
            RecordFile.StatusOf(path) is { } status ? new FileStamp(status.ModifiedAt, status.Length, status.Number) : null;
    }

    [LoggerMessage(5001, LogLevel.Information, "Settings applied: {Count} trusted server(s)")]
    private partial void LogApplied(int count);

    [LoggerMessage(5002, LogLevel.Error, "Changed settings were not applied, the last good ones stay in force: {Reason}")]
    private partial void LogNotApplied(string reason);

    [LoggerMessage(5004, LogLevel.Warning, "{Restart}")]
    private partial void LogNeedsRestart(string restart);

    [LoggerMessage(5007, LogLevel.Warning, "{Unknown}")]
    private partial void LogUnknown(string unknown);

    [LoggerMessage(5005, LogLevel.Warning, "The new certificate is in force, but the settings still name the old one: {Reason}")]
    private partial void LogNotPromoted(string reason);
}
