using Microsoft.Extensions.Logging;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Subscriptions;

namespace Tentacle.Agent.Doors.Polled;

/// <summary>Polls the servers in the settings, and follows changes of the settings.</summary>
internal sealed partial class PolledServers(ServerDialler dialler, SubscriptionStates states, TimeProvider time, ILogger<PolledServers> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Subscription, List<ServerPoller>> _pollers = [];
    private readonly List<Task> _ending = [];
    private PollingSettings _settings = PollingSettings.None;
    private PollerContext? _context;

    /// <summary>Starts to dial, and passes established connections to the listener.</summary>
    public void Start(PolledListener listener)
    {
        lock (_lock)
        {
            _context = new PollerContext(dialler, listener, states, () => Volatile.Read(ref _settings).Proxy, logger) { Time = time };
            Apply();
        }
    }

    /// <summary>Polls the servers of the settings now, and follows their changes.</summary>
    public void Follow(LiveSettings settings, SecretsKey key)
    {
        Follow(PollingSettings.From(settings.Current, key));
        settings.Changed += (_, _) => Follow(PollingSettings.From(settings.Current, key));
    }

    /// <summary>
    /// Connects to new servers and disconnects from removed ones. When the proxy changes, the agent reconnects. The previous connection then accepts no new
    /// calls, and closes when its current calls are done.
    /// </summary>
    public void Follow(PollingSettings settings)
    {
        lock (_lock)
        {
            var otherWay = !settings.Proxy.Equals(_settings.Proxy);
            _settings = settings;
            states.Unusable = settings.Unusable;
            foreach (var reason in settings.Unusable)
            {
                LogUnusable(reason);
            }

            Apply();
            if (otherWay && _context is not null)
            {
                Reconnect(_context);
            }
        }
    }

    /// <summary>Stops dialling. The web server ends open connections.</summary>
    public async Task StopAsync()
    {
        Task[] ending;
        lock (_lock)
        {
            _context = null;
            _ending.AddRange(_pollers.Values.SelectMany(p => p).Select(p => p.DisposeAsync().AsTask()));
            _pollers.Clear();
            ending = [.. _ending];
        }

        await Task.WhenAll(ending);
    }

    private void Apply()
    {
        if (_context is null)
        {
            return;
        }

        foreach (var gone in _pollers.Keys.Except(_settings.Servers).ToList())
        {
            _pollers.Remove(gone, out var pollers);
            Shrink(pollers!, 0);
            states.Removed(gone);
        }

        foreach (var server in _settings.Servers)
        {
            if (!_pollers.TryGetValue(server, out var pollers))
            {
                _pollers[server] = pollers = [];
                states.Added(server);
            }

            Shrink(pollers, _settings.ConnectionCount);
            while (pollers.Count < _settings.ConnectionCount)
            {
                pollers.Add(new ServerPoller(server, _context));
            }
        }
    }

    private void Reconnect(PollerContext context)
    {
        foreach (var pollers in _pollers.Values)
        {
            for (var i = 0; i < pollers.Count; i++)
            {
                if (pollers[i].IsConnected)
                {
                    pollers[i] = new ServerPoller(pollers[i].Server, context, replaces: pollers[i]);
                }
                else
                {
                    pollers[i].Wake();
                }
            }
        }
    }

    private void Shrink(List<ServerPoller> pollers, int count)
    {
        foreach (var poller in pollers.Skip(count))
        {
            _ending.RemoveAll(t => t.IsCompleted);
            _ending.Add(poller.CutOffAsync("This server is no longer polled, or over fewer connections."));
        }

        pollers.RemoveRange(Math.Min(count, pollers.Count), Math.Max(0, pollers.Count - count));
    }

    [LoggerMessage(4013, LogLevel.Error, "A server is not polled: {Reason}")]
    private partial void LogUnusable(string reason);
}
