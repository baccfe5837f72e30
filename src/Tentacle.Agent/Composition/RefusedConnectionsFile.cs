using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tentacle.Instances.Trust;

namespace Tentacle.Agent.Composition;

/// <summary>
/// Saves the record of refused connections to disk, for the Manager, support bundles and the next agent of the instance. Untrusted peers may connect by
/// the thousand, so the file is written at intervals only.
/// </summary>
internal sealed partial class RefusedConnectionsFile(
    RefusedConnections refused,
    string path,
    TimeProvider time,
    ILogger<RefusedConnectionsFile> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private long _saved;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Guard(() => refused.Restore(RefusedConnections.Read(path)));
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Save();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Save();
        }
    }

    private void Save()
    {
        var total = refused.Total;
        if (total != _saved)
        {
            _saved = total;
            Guard(() => refused.Save(path));
        }
    }

    // The record is only an aid. A failure to read or write it must not stop the agent.
    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotKept(path, e.Message);
        }
    }

    [LoggerMessage(2005, LogLevel.Warning, "The record of refused connections '{Path}' could not be kept: {Reason}")]
    private partial void LogNotKept(string path, string reason);
}
