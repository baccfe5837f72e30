using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Tentacle.Client;
using Tentacle.Client.Hosting;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Instances;

namespace Tentacle.Acceptance.Tests.Agents;

/// <summary>An agent that opens no port and dials the server.</summary>
public class PolledAgent : ConnectedAgent
{
    private PollingServer? _server;

    public SubscriptionId Subscription { get; } = SubscriptionId.Create();

    /// <summary>Who may poll the server.</summary>
    public ConcurrentDictionary<SubscriptionId, Thumbprint> Registered { get; } = new();

    public PollingServer PollingServer => _server ?? throw new InvalidOperationException("The server was not started.");

    protected override TemporaryInstanceOptions Options => base.Options with { NoListen = true };

    public override async ValueTask InitializeAsync()
    {
        await StartServerAsync();
        await base.InitializeAsync();
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        Registered[Subscription] = Thumbprint.Parse(Instance.Thumbprint);
        Poll(DialledPort);
        await Instance.StartAgentAsync(cancellationToken);
        await IsConnectedAsync(cancellationToken);
    }

    /// <summary>Waits until the server has a connection of the agent.</summary>
    public Task IsConnectedAsync(CancellationToken cancellationToken) =>
        Eventually.TrueAsync(() => IsConnected, cancellationToken, TimeSpan.FromSeconds(90), "the agent is connected");

    public bool IsConnected => PollingServer.Hub.List().Any(a => a.Subscription == Subscription && a.IsConnected);

    /// <summary>Starts the server, or another one in its place.</summary>
    public virtual async Task StartServerAsync()
    {
        var port = _server?.Port ?? 0;
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _server = await PollingServer.StartAsync(Server, Registered, port, Configure);
    }

    /// <summary>Where the agent dials.</summary>
    protected virtual int DialledPort => PollingServer.Port;

    /// <summary>How the hub differs from an ordinary one.</summary>
    protected virtual void Configure(TentaclePollingOptions options)
    {
    }

    /// <summary>Writes into the settings that the agent polls this port of this machine, and no other.</summary>
    public void Poll(int port) => Instance.ChangeSettings(settings =>
        settings["Tentacle"]!["Communication"]!["TrustedOctopusServers"] = new JsonArray(PolledServer(Server.Thumbprint, port)));

    public JsonObject PolledServer(string thumbprint, int port) => new()
    {
        ["Thumbprint"] = thumbprint,
        ["CommunicationStyle"] = 2,
        ["Address"] = $"https://localhost:{port}/",
        ["SubscriptionId"] = Subscription.Value,
    };

    public override HttpClient CreateHttp() => new(Validating(PollingServer.Hub.GetHandler(Subscription)), disposeHandler: false)
    {
        BaseAddress = new Uri("http://agent"),
        Timeout = TimeSpan.FromMinutes(5),
    };

    public override TentacleClient CreateClient() => PollingServer.Hub.GetClient(Subscription);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}
