using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Faults;

namespace Tentacle.Acceptance.Tests.Agents;

/// <summary>An agent that listens; the server dials it, over mutual TLS.</summary>
public class ListeningAgent : ConnectedAgent
{
    public override Task StartAsync(CancellationToken cancellationToken) => Instance.StartAgentAsync(cancellationToken);

    public override HttpClient CreateHttp() => CreateHttp(Server);

    /// <summary>One more connection as somebody else; null presents no certificate, and so speaks HTTP/1.1 only.</summary>
    public HttpClient CreateHttp(TestCertificate? certificate) => CreateHttp(certificate, Instance.Address);

    public override TentacleClient CreateClient() => CreateClient(Instance.Address);

    public override Task<FaultyLine> OpenLineAsync(CancellationToken cancellationToken)
    {
        var network = FaultProxy.To(Instance.Port);
        var address = new Uri($"https://127.0.0.1:{network.Port}");
        return Task.FromResult(new FaultyLine(network.DisposeAsync)
        {
            ToAgent = network.ToServer,
            ToServer = network.ToClient,
            Http = CreateHttp(Server, address),
            Client = CreateClient(address),
        });
    }

    private HttpClient CreateHttp(TestCertificate? certificate, Uri address)
    {
        var handler = Instance.CreateHandler(certificate);

        // Beside load an agent takes longer than the usual second to say that it wants the body.
        handler.Expect100ContinueTimeout = TimeSpan.FromSeconds(30);
        return new HttpClient(Validating(handler))
        {
            BaseAddress = address,
            DefaultRequestVersion = certificate is null ? System.Net.HttpVersion.Version11 : System.Net.HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Timeout = TimeSpan.FromMinutes(5),
        };
    }

    private TentacleClient CreateClient(Uri address) => TentacleClient.Connect(new TentacleClientOptions
    {
        Address = address,
        AgentThumbprint = Thumbprint.Parse(Instance.Thumbprint, null),
        Certificate = Server.Certificate,
        Handlers = Validating,
    });
}
