using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Tentacle.Agent.Composition;
using Tentacle.Contracts;
using Tentacle.Instances;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Trust;
using Tentacle.Testing;

namespace Tentacle.Agent.Tests;

/// <summary>A real agent in this process: real Kestrel, real TLS, a home of its own.</summary>
public sealed class TestAgent : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly AgentHost _host;

    private TestAgent(TemporaryDirectory directory, AgentHost host, Instance instance, X509Certificate2 server)
    {
        (_directory, _host, Instance, Server) = (directory, host, instance, server);
        Home = new InstanceHome(directory.Path);
    }

    public InstanceHome Home { get; }

    public Instance Instance { get; }

    public SettingsStore Settings => Instance.Settings;

    /// <summary>The certificate of the server that the agent trusts.</summary>
    public X509Certificate2 Server { get; }

    /// <summary>The agent's own.</summary>
    public Thumbprint Thumbprint => Thumbprint.Parse(Settings.Load().Tentacle.CertificateThumbprint!);

    public int Port => _host.Port!.Value;

    /// <param name="prepare">Puts jobs into the home before the agent starts.</param>
    /// <param name="change">Other settings than the usual ones.</param>
    public static async Task<TestAgent> StartAsync(Action<InstanceHome>? prepare = null, Func<InstanceSettings, InstanceSettings>? change = null)
    {
        var directory = new TemporaryDirectory();
        var root = directory["machine"];
        var server = AgentCertificate.Create(TimeProvider.System);
        var instance = new Instance("Test", directory["settings.json"], root, IsListed: true);
        var secrets = SecretsKey.LoadOrCreate(instance);
        var settings = new InstanceSettings
        {
            Tentacle = new TentacleSettings
            {
                Services = new ServicesSettings { PortNumber = 0, ListenIP = "127.0.0.1" },
                Communication = new CommunicationSettings { TrustedOctopusServers = [Trust(server)] },
            },
            Disk = new DiskSettings { MinimumFree = 1 },
        };
        instance.Settings.Create(StoredCertificate.Store(change?.Invoke(settings) ?? settings, new AgentIdentity(AgentCertificate.Create(TimeProvider.System)), secrets));
        prepare?.Invoke(new InstanceHome(directory.Path));
        var host = await AgentHost.StartAsync(
            new AgentOptions { Instance = instance, Secrets = secrets, Version = "1.2.3", ExecutablePath = "/none/tentacle", SupervisorPath = "/none/tentacle-supervisor", LogToConsole = false },
            TestContext.Current.CancellationToken);
        return new TestAgent(directory, host, instance, server);
    }

    public static TrustedServer Trust(X509Certificate2 certificate) => new() { Thumbprint = Thumbprint.Sha256Of(certificate), CommunicationStyle = CommunicationStyle.TentaclePassive };

    /// <summary>A TLS connection, with or without a certificate.</summary>
    public async Task<SslStream> ConnectAsync(X509Certificate2? certificate, SslProtocols protocols = SslProtocols.Tls13, params string[] applicationProtocols)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", Port, TestContext.Current.CancellationToken);
        var stream = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false);
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                EnabledSslProtocols = protocols,
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
                ClientCertificates = certificate is null ? null : [certificate],
                LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate!,
                ApplicationProtocols = [.. applicationProtocols.Select(p => new SslApplicationProtocol(p))],
            },
            TestContext.Current.CancellationToken);
        return stream;
    }

    /// <summary>An HTTP client with or without a certificate, for paths below the agent's root.</summary>
    public HttpClient Client(X509Certificate2? certificate, Version? version = null) => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
            LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate!,
        },
    })
    {
        BaseAddress = new Uri($"https://127.0.0.1:{Port}"),
        DefaultRequestVersion = version ?? System.Net.HttpVersion.Version11,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <summary>An HTTP client over the local socket.</summary>
    public HttpClient LocalClient() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Home.LocalSocket), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://localhost"),
    };

    /// <summary>The lines of the agent's log that warn or are worse.</summary>
    public IReadOnlyList<string> ReadWarnings()
    {
        using var file = new FileStream(Path.Combine(Home.Logs, "OctopusTentacle.txt"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.Contains(" WARN ", StringComparison.Ordinal) || line.Contains(" EROR ", StringComparison.Ordinal) || line.Contains(" FATL ", StringComparison.Ordinal))];
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Server.Dispose();
        _directory.Dispose();
    }
}
