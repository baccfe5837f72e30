using Microsoft.Extensions.Logging;
using Tentacle.Agent.Identity;
using Tentacle.Core.Files;
using Tentacle.Core.Instances;
using Tentacle.Core.Trust;

namespace Tentacle.Agent.Settings;

/// <summary>
/// Applies changed settings to the running agent: at once when a command tells it over the local socket, within two seconds when the file was
/// edited by hand. What cannot be read is reported, and the last good settings stay in force.
/// </summary>
internal sealed partial class SettingsFollower : IDisposable
{
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(300);
    private readonly Lock _lock = new();
    private readonly SettingsStore _store;
    private readonly SecretsKey _key;
    private readonly TrustStore _trust;
    private readonly AgentFacts _facts;
    private readonly FileStore _files;
    private readonly ILogger<SettingsFollower> _logger;
    private readonly FileSystemWatcher _watcher;
    private readonly ITimer _settled;

    public SettingsFollower(SettingsStore store, SecretsKey key, TrustStore trust, AgentFacts facts, FileStore files, TimeProvider time, ILogger<SettingsFollower> logger)
    {
        (_store, _key, _trust, _facts, _files, _logger) = (store, key, trust, facts, files, logger);
        _settled = time.CreateTimer(_ => Reload(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        // A file that is replaced by rename is another file: the directory has to be watched.
        _watcher = new FileSystemWatcher(Path.GetDirectoryName(store.Path)!, Path.GetFileName(store.Path));
        _watcher.Changed += OnTouched;
        _watcher.Created += OnTouched;
        _watcher.Renamed += OnTouched;
        _watcher.EnableRaisingEvents = true;
    }

    /// <summary>Applies the settings as they are on disk now. Returns what is wrong with them; null when they were applied.</summary>
    public string? Reload()
    {
        lock (_lock)
        {
            try
            {
                var settings = _store.Load();
                _trust.Replace(settings.TrustedThumbprints());
                _files.Confine(settings.Files.Roots);
                if (AgentCertificate.Load(settings, _key) is { } certificate && Contracts.Thumbprint.Sha256Of(certificate) != _facts.Certificate.Thumbprint)
                {
                    _facts.ReplaceCertificate(certificate);
                    LogCertificateReplaced(_facts.Certificate.Thumbprint);
                }

                LogApplied(settings.TrustedThumbprints().Count);
                return null;
            }
            catch (Exception e) when (e is SettingsException or IOException or UnauthorizedAccessException)
            {
                LogNotApplied(e.Message);
                return e.Message;
            }
        }
    }

    public void Dispose()
    {
        _watcher.Dispose();
        _settled.Dispose();
    }

    private void OnTouched(object sender, FileSystemEventArgs e) => _settled.Change(Settle, Timeout.InfiniteTimeSpan);

    [LoggerMessage(5001, LogLevel.Information, "Settings applied: {Count} trusted server(s)")]
    private partial void LogApplied(int count);

    [LoggerMessage(5002, LogLevel.Error, "Changed settings were not applied, the last good ones stay in force: {Reason}")]
    private partial void LogNotApplied(string reason);

    [LoggerMessage(5003, LogLevel.Warning, "The certificate was replaced; new connections see {Thumbprint}, which servers must be told")]
    private partial void LogCertificateReplaced(Contracts.Thumbprint thumbprint);
}
