using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Tentacle.Client;
using Tentacle.Client.Hosting;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Faults;
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

    public bool IsConnected => ConnectionsTo(PollingServer) > 0;

    /// <summary>Starts the server, or another one in its place.</summary>
    public virtual async Task StartServerAsync()
    {
        var port = _server?.Port ?? 0;
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _server = await PollingServer.StartAsync(Server, Registered, new IPEndPoint(ListensOn, port), Configure);
    }

    /// <summary>Where the server listens.</summary>
    protected virtual IPAddress ListensOn => IPAddress.Loopback;

    /// <summary>Where the agent dials.</summary>
    protected virtual string DialledHost => "localhost";

    /// <inheritdoc cref="DialledHost"/>
    protected virtual int DialledPort => PollingServer.Port;

    /// <summary>How many connections it keeps to each server.</summary>
    protected virtual int ConnectionCount => 1;

    /// <summary>How the hub differs from an ordinary one.</summary>
    protected virtual void Configure(TentaclePollingOptions options)
    {
    }

    /// <summary>Writes into the settings that the agent polls these ports of this machine, and no others.</summary>
    public void Poll(params int[] ports) => Instance.ChangeSettings(settings =>
    {
        var communication = settings["Tentacle"]!["Communication"]!;
        communication["TrustedOctopusServers"] = new JsonArray([.. ports.Select(PolledServer)]);
        communication["PollingConnectionCount"] = ConnectionCount;
    });

    private JsonObject PolledServer(int port) => new()
    {
        ["Thumbprint"] = Server.Thumbprint,
        ["CommunicationStyle"] = 2,
        ["Address"] = $"https://{DialledHost}:{port}/",
        ["SubscriptionId"] = Subscription.Value,
    };

    public override HttpClient CreateHttp() => CreateHttp(PollingServer);

    /// <summary>A second node of the server's cluster, which the agent polls as well over the network that fails.</summary>
    public override async Task<FaultyLine> OpenLineAsync(CancellationToken cancellationToken)
    {
        var server = await PollingServer.StartAsync(Server, Registered, configure: o => o.WaitForAgent = TimeSpan.FromMinutes(1));
        var network = FaultProxy.To(server.Port);
        Poll(DialledPort, network.Port);
        await Eventually.TrueAsync(() => ConnectionsTo(server) == ConnectionCount, cancellationToken, TimeSpan.FromSeconds(60), "the agent is connected to the second node");
        return new FaultyLine(CloseAsync)
        {
            // It is the agent that dials.
            ToAgent = network.ToClient,
            ToServer = network.ToServer,
            Http = CreateHttp(server),
            Client = server.Hub.GetClient(Subscription),
        };

        async ValueTask CloseAsync()
        {
            Poll(DialledPort);
            await network.DisposeAsync();
            await server.DisposeAsync();
        }
    }

    private int ConnectionsTo(PollingServer server) => server.Hub.List().SingleOrDefault(a => a.Subscription == Subscription)?.Connections ?? 0;

    private HttpClient CreateHttp(PollingServer server) => new(Validating(server.Hub.GetHandler(Subscription)), disposeHandler: false)
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
