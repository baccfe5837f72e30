using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Agents;

/// <summary>An agent that listens; the server dials it, over mutual TLS.</summary>
public class ListeningAgent : ConnectedAgent
{
    public override Task StartAsync(CancellationToken cancellationToken) => Instance.StartAgentAsync(cancellationToken);

    public override HttpClient CreateHttp() => CreateHttp(Server);

    /// <summary>One more connection as somebody else; null presents no certificate, and so speaks HTTP/1.1 only.</summary>
    public HttpClient CreateHttp(TestCertificate? certificate) => new(Validating(Instance.CreateHandler(certificate)))
    {
        BaseAddress = Instance.Address,
        DefaultRequestVersion = certificate is null ? System.Net.HttpVersion.Version11 : System.Net.HttpVersion.Version20,
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
