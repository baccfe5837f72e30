using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Instances;

namespace Tentacle.Acceptance.Tests.Polling;

/// <summary>An administrator makes an agent poll, and stop polling, by commands alone while it runs.</summary>
public sealed partial class PollingCommandSpecs : IAsyncLifetime
{
    private readonly TestCertificate _certificate = TestCertificate.Create("CN=Server");
    private readonly ConcurrentDictionary<SubscriptionId, Thumbprint> _registered = new();
    private TemporaryInstance _instance = null!;
    private PollingServer _one = null!;
    private PollingServer _two = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _one = await PollingServer.StartAsync(_certificate, _registered);
        _two = await PollingServer.StartAsync(_certificate, _registered);
        _instance = await TemporaryInstance.CreateAsync(new TemporaryInstanceOptions { Trust = [_certificate.Thumbprint], NoListen = true }, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _instance.DisposeAsync();
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        _certificate.Dispose();
    }

    [Fact]
    public async Task I_can_have_an_agent_poll_servers_and_stop_again_by_commands()
    {
        await CallAsync("server-comms", "--style", "TentacleActive", "--host", "localhost", "--port", $"{_one.Port}");
        _registered[await SubscriptionAsync()] = Thumbprint.Parse(_instance.Thumbprint);

        await _instance.StartAgentAsync(Cancel);
        await ConnectionsAsync(1, 0);

        // It was made by configure --noListen true.
        using var tcp = new TcpClient();
        Assert.Equal(SocketError.ConnectionRefused, (await Assert.ThrowsAsync<SocketException>(() => tcp.ConnectAsync(IPAddress.Loopback, _instance.Port, Cancel).AsTask())).SocketErrorCode);

        await CallAsync("poll-server", "--server-comms-address", $"https://localhost:{_two.Port}", "--reuse-server-thumbprint");
        await ConnectionsAsync(1, 1);

        await CallAsync("set-polling-connection-count", "--pollingConnectionCount", "3");
        await ConnectionsAsync(3, 3);

        await CallAsync("clear-trusted-servers", $"--keep=https://localhost:{_one.Port}");
        await ConnectionsAsync(3, 0);

        await CallAsync("clear-trusted-servers");
        await ConnectionsAsync(0, 0);
        Assert.Contains("No server is polled.", (await CallAsync("health")).Output, StringComparison.Ordinal);
        Assert.Contains("require a restart", (await CallAsync("configure", "--noListen", "false")).Output, StringComparison.Ordinal);
    }

    private async Task<Testing.Programs.ProgramResult> CallAsync(string command, params string[] arguments) =>
        (await _instance.RunAsync(Cancel, [command, "--instance", _instance.Name, .. arguments])).Succeeded();

    private async Task<SubscriptionId> SubscriptionAsync() =>
        SubscriptionId.Parse(Subscription().Match((await CallAsync("show-configuration")).Output).Value);

    private Task ConnectionsAsync(int one, int two) =>
        Eventually.TrueAsync(() => (Of(_one), Of(_two)) == (one, two), Cancel, what: $"{one} connections to the first server and {two} to the second");

    private static int Of(PollingServer server) => server.Hub.List().Sum(a => a.Connections);

    [GeneratedRegex("poll://[a-z0-9]+/")]
    private static partial Regex Subscription();
}
