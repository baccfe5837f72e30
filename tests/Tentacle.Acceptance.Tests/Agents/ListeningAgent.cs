using Tentacle.Client;
using Tentacle.Contracts;

namespace Tentacle.Acceptance.Tests.Agents;

/// <summary>An agent that listens; the server dials it, over mutual TLS.</summary>
public class ListeningAgent : ConnectedAgent
{
    public override Task StartAsync(CancellationToken cancellationToken) => Instance.StartAgentAsync(cancellationToken);

    public override HttpClient CreateHttp() => new(Validating(Instance.CreateHandler(Server)))
    {
        BaseAddress = Instance.Address,
        DefaultRequestVersion = System.Net.HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        Timeout = TimeSpan.FromMinutes(5),
    };

    public override TentacleClient CreateClient() => TentacleClient.Connect(new TentacleClientOptions
    {
        Address = Instance.Address,
        AgentThumbprint = Thumbprint.Parse(Instance.Thumbprint, null),
        Certificate = Server.Certificate,
        Handlers = Validating,
    });
}
