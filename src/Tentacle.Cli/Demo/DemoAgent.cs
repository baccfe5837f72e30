using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Tentacle.Cli.Parsing;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Instances;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Trust;
using Tentacle.Platform;
using Tentacle.Platform.Processes;

namespace Tentacle.Cli.Demo;

/// <summary>
/// A temporary instance with its own agent. All its files are in one temporary directory, which is deleted afterwards. The machine is not changed otherwise.
/// </summary>
internal sealed class DemoAgent : IAsyncDisposable
{
    public const string InstanceName = "Demo";

    private const int Tries = 5;
    private static readonly TimeSpan MaxStart = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan MaxStop = TimeSpan.FromSeconds(5);
    private readonly BackgroundProcess _process;

    private DemoAgent(string directory, int port, X509Certificate2 server, Thumbprint thumbprint, BackgroundProcess process) =>
        (Directory, Port, Server, Thumbprint, _process) = (directory, port, server, thumbprint, process);

    public string Directory { get; }

    public int Port { get; }

    /// <summary>The certificate that the agent trusts.</summary>
    public X509Certificate2 Server { get; }

    /// <summary>The thumbprint of the agent's own certificate.</summary>
    public Thumbprint Thumbprint { get; }

    public Uri Address => new($"https://localhost:{Port}");

    /// <summary>The environment variables that a command needs to find the instance.</summary>
    public IReadOnlyDictionary<string, string> Environment => EnvironmentIn(Directory);

    public int ProcessId => _process.Id;

    /// <summary>Creates the instance and the certificates, starts the agent as a separate process and waits until it answers.</summary>
    public static async Task<DemoAgent> StartAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("tentacle-demo-").FullName;
        var server = AgentCertificate.Create(time);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var port = ListeningPorts.FindFree();
                var thumbprint = Configure(directory, port, server, time);
                var process = Launch(directory);
                var agent = new DemoAgent(directory, port, server, thumbprint, process);
                if (await agent.AnswersAsync(time, cancellationToken))
                {
                    return agent;
                }

                var error = await process.ReadErrorsAsync(cancellationToken);
                process.Dispose();
                if (attempt == Tries)
                {
                    throw new UserErrorException($"The agent of the demo did not start: {error.Trim()}");
                }
            }
        }
        catch
        {
            server.Dispose();
            System.IO.Directory.Delete(directory, recursive: true);
            throw;
        }
    }

    /// <summary>Creates a client that acts as the given server.</summary>
    public TentacleClient Connect(X509Certificate2 certificate, TimeSpan? retry = null) => TentacleClient.Connect(new TentacleClientOptions
    {
        Address = Address,
        AgentThumbprint = Thumbprint,
        Certificate = certificate,
        RetryBudget = retry ?? TimeSpan.FromSeconds(10),
    });

    public async ValueTask DisposeAsync()
    {
        await _process.StopAsync(MaxStop);
        _process.Dispose();
        Server.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static Thumbprint Configure(string directory, int port, X509Certificate2 server, TimeProvider time)
    {
        var root = Path.Combine(directory, "configuration");
        var roots = new ConfigurationRoots([root], root);
        var index = new InstanceIndex(roots);
        var path = Path.Combine(directory, "tentacle.config");
        index.Add(new InstanceEntry(InstanceName, path));
        var instance = new Instance(InstanceName, path, root, IsListed: true);
        using var secrets = SecretsKey.LoadOrCreate(instance);
        using var identity = new AgentIdentity(AgentCertificate.Create(time));
        instance.Settings.Create(new InstanceSettings());
        instance.Settings.Change(settings => StoredCertificate.Store(
            settings with
            {
                Octopus = settings.Octopus with { Home = Path.Combine(directory, "home") },
                Tentacle = settings.Tentacle with
                {
                    Services = settings.Tentacle.Services with { PortNumber = port, ListenIP = IPAddress.Loopback.ToString() },
                    Communication = settings.Tentacle.Communication with
                    {
                        TrustedOctopusServers =
                            [new TrustedServer { Thumbprint = Thumbprint.Sha256Of(server), CommunicationStyle = CommunicationStyle.TentaclePassive }],
                    },
                    Deployment = settings.Tentacle.Deployment with { ApplicationDirectory = Path.Combine(directory, "applications") },
                },
                // The demo must not fail on a disk that is too full for deployments.
                Disk = settings.Disk with { MinimumFree = 0 },
            },
            identity,
            secrets));
        return identity.Thumbprint;
    }

    private static BackgroundProcess Launch(string directory)
    {
        var environment = EnvironmentIn(directory);
        var self = System.Environment.ProcessPath!;
        string[] run = ["run", "--instance", InstanceName, "--noconsolelogging"];

        // When started by "dotnet tentacle.dll", this process is dotnet, and the agent must be started the same way.
        return Path.GetFileNameWithoutExtension(self).Equals("dotnet", StringComparison.OrdinalIgnoreCase)
            ? BackgroundProcess.Start(self, [Path.Combine(AppContext.BaseDirectory, "tentacle.dll"), .. run], environment)
            : BackgroundProcess.Start(self, run, environment);
    }

    private static Dictionary<string, string> EnvironmentIn(string directory) =>
        new() { [ConfigurationRoots.EnvironmentVariable] = Path.Combine(directory, "configuration") };

    private async Task<bool> AnswersAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeUp = new CancellationTokenSource(MaxStart, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, cancellationToken);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20), time);
        while (!_process.HasExited && await timer.WaitForNextTickAsync(either.Token))
        {
            try
            {
                using var tcp = new TcpClient();
                await tcp.ConnectAsync(IPAddress.Loopback, Port, either.Token);
                return true;
            }
            catch (SocketException)
            {
                // The agent does not listen yet.
            }
        }

        return false;
    }
}
