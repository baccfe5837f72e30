using System.Net;
using Tentacle.Client.Hosting;
using Tentacle.Testing.Faults;
using Tentacle.Testing.Instances;
using Tentacle.Testing.Programs;

namespace Tentacle.Acceptance.Tests.Agents;

/// <summary>A polling agent behind a network of its own, which knows the server by a name. It is not started where the machine lacks what that needs.</summary>
public sealed class RemotePolledAgent : PolledAgent
{
    private const string ServerName = "server.tentacle.test";
    private NetworkNamespace? _network;
    private string _serverAddress = "";

    public NetworkNamespace Network => _network ?? throw new InvalidOperationException("There is no network.");

    protected override IPAddress ListensOn => IPAddress.Parse(_serverAddress);

    protected override string DialledHost => ServerName;

    protected override TemporaryInstanceOptions Options => base.Options with { Executable = Network.Wrap(TentacleExecutable.Built) };

    public override async ValueTask InitializeAsync()
    {
        // The specs say then what is missing, and skip.
        if (NetworkNamespace.Lacks is null)
        {
            _network = await NetworkNamespace.CreateAsync(TestContext.Current.CancellationToken);
            ServerIsAt(Network.Here);
            await base.InitializeAsync();
        }
    }

    /// <summary>Starts the server at another address of this machine, and nowhere else; its name is told to lead there.</summary>
    public Task MoveServerAsync(string address)
    {
        ServerIsAt(address);
        return StartServerAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_network is not null)
        {
            await _network.DisposeAsync();
        }
    }

    // Longer than it takes to see that packets vanish, and to dial again.
    protected override void Configure(TentaclePollingOptions options) => options.WaitForAgent = TimeSpan.FromSeconds(90);

    private void ServerIsAt(string address)
    {
        _serverAddress = address;
        Network.Resolve(ServerName, address);
    }
}
