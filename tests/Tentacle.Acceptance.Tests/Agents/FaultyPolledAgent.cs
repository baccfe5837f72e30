using Tentacle.Client.Hosting;
using Tentacle.Testing.Faults;

namespace Tentacle.Acceptance.Tests.Agents;

/// <summary>A polling agent with a network between it and the server that can be made to fail. To the proxy the agent is the client.</summary>
public sealed class FaultyPolledAgent : PolledAgent
{
    private FaultProxy? _network;

    public FaultProxy Network => _network ??= FaultProxy.To(PollingServer.Port);

    protected override int DialledPort => Network.Port;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_network is not null)
        {
            await _network.DisposeAsync();
        }
    }

    // An agent that lost its connection waits up to 20 s, and once more when the network still fails.
    protected override void Configure(TentaclePollingOptions options) => options.WaitForAgent = TimeSpan.FromSeconds(90);
}
