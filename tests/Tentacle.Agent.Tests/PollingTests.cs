using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Tentacle.Agent.Doors.Polled;
using Tentacle.Agent.Identity;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Subscriptions;
using Tentacle.Instances.Trust;
using Tentacle.Testing;

namespace Tentacle.Agent.Tests;

/// <summary>A running agent and a hub: who may connect, and what happens when settings change.</summary>
public sealed class PollingTests : IAsyncLifetime
{
    private static readonly SubscriptionId Subscription = SubscriptionId.Create();
    private readonly TestCertificate _other = TestCertificate.Create("CN=Other agent");
    private TestAgent _agent = null!;
    private TestHub _hub = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _hub = await TestHub.StartAsync(o => o.WaitForAgent = TimeSpan.FromSeconds(1));
        _agent = await TestAgent.StartAsync();
        _hub.Registered[Subscription] = _agent.Thumbprint;
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        await _hub.DisposeAsync();
        _other.Dispose();
    }

    [Fact]
    public async Task Settings_PolledServerAddedAndRemoved_AreFollowedWithoutARestart()
    {
        await PollAsync();
        var description = await _hub.Hub.GetClient(Subscription).DescribeAsync(Token);
        Assert.Equal(_agent.Thumbprint, description.Certificate.Thumbprint);

        Change([]);

        await Eventually.TrueAsync(() => !_hub.IsConnected(Subscription), Token);
        var error = await Assert.ThrowsAsync<TentacleConnectionException>(() => _hub.Hub.GetClient(Subscription).DescribeAsync(Token));
        Assert.Contains("it has been gone since ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_ConnectionCount_IsHowManyAreOpen()
    {
        await PollAsync(connections: 3);
        await Eventually.TrueAsync(() => _hub.Hub.List().Single().Connections == 3, Token);

        await PollAsync(connections: 1);
        await Eventually.TrueAsync(() => _hub.Hub.List().Single().Connections == 1, Token);
    }

    [Fact]
    public async Task Call_OverAPolledConnection_IsOfThePolledServer()
    {
        await PollAsync();
        using var http = new HttpClient(_hub.Hub.GetHandler(Subscription), disposeHandler: false) { BaseAddress = new Uri("https://agent") };

        using var response = await http.GetAsync(new Uri("/api/v1/jobs", UriKind.Relative), Token);

        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (response.StatusCode, response.Version));
    }

    [Fact]
    public async Task Call_AgentThatNeverConnected_SaysSo()
    {
        var error = await Assert.ThrowsAsync<TentacleConnectionException>(() => _hub.Hub.GetClient(SubscriptionId.Create()).DescribeAsync(Token));

        Assert.Contains("has not connected since", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Poll_UnknownSubscription_IsRefusedWithTheThumbprintToRegister()
    {
        var message = await FailAsync(_hub, SubscriptionId.Create());

        Assert.Contains("403", message, StringComparison.Ordinal);
        Assert.Contains(_other.Thumbprint, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Poll_AnotherAgentsSubscription_IsRefusedAndRecordedWithBoth()
    {
        Assert.Contains("is registered for another certificate", await FailAsync(_hub, Subscription), StringComparison.Ordinal);

        var claim = Assert.Single(_hub.Hub.RefusedClaims());
        Assert.Equal((Subscription, _agent.Thumbprint, Thumbprint.Parse(_other.Thumbprint)), (claim.Subscription, claim.Registered, claim.Presented));
    }

    [Fact]
    public async Task Poll_SecondProcessOfTheSameIdentity_IsRefusedAsACopy()
    {
        await PollAsync();
        _hub.Registered[Subscription] = Thumbprint.Parse(_other.Thumbprint);

        var message = await FailAsync(_hub, Subscription);

        Assert.Contains("409", message, StringComparison.Ordinal);
        Assert.True(_hub.IsConnected(Subscription));
    }

    [Fact]
    public async Task Poll_MoreHandshakesThanAllowed_AreAskedToComeBack()
    {
        await using var hub = await TestHub.StartAsync(o => o.MaxHandshakes = 1);
        hub.Registered[Subscription] = Thumbprint.Parse(_other.Thumbprint);
        // It was turned round and is silent: its handshake is not over.
        using var first = await DialAsync(hub, Subscription);

        var error = await Assert.ThrowsAsync<PollingException>(() => DialAsync(hub, SubscriptionId.Create()));

        Assert.Contains("503", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.RetryAfter!.Value.TotalSeconds, 1, 20);
    }

    [Theory]
    [InlineData("GET /tentacle/poll HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 426", true)]
    [InlineData("GET /tentacle/poll HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tentacle/1\r\nTentacle-Subscription: x\r\n\r\n", "HTTP/1.1 400", true)]
    [InlineData("GET /tentacle/poll HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tentacle/1\r\n\r\n", "HTTP/1.1 401", false)]
    public async Task Poll_RequestThatLacksSomething_IsRefused(string request, string expected, bool withCertificate)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, _hub.Address.Port, Token);
        await using var tls = new SslStream(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
            LocalCertificateSelectionCallback = withCertificate ? (_, _, _, _, _) => _other.Certificate : null,
        }, Token);
        await tls.WriteAsync(Encoding.ASCII.GetBytes(request), Token);

        using var reader = new StreamReader(tls);
        Assert.StartsWith(expected, await reader.ReadLineAsync(Token), StringComparison.Ordinal);
    }

    private async Task PollAsync(int connections = 1)
    {
        Change([new TrustedServer { Thumbprint = Thumbprint.Parse(_hub.Certificate.Thumbprint), CommunicationStyle = CommunicationStyle.TentacleActive, Address = _hub.Address.ToString(), SubscriptionId = Subscription.Value }], connections);
        await Eventually.TrueAsync(() => _hub.IsConnected(Subscription), Token);
    }

    private void Change(TrustedServer[] servers, int connections = 1) => _agent.Settings.Change(s => s with
    {
        Tentacle = s.Tentacle with { Communication = s.Tentacle.Communication with { TrustedOctopusServers = servers, PollingConnectionCount = connections } },
    });

    private async Task<string> FailAsync(TestHub hub, SubscriptionId subscription) => (await Assert.ThrowsAsync<PollingException>(() => DialAsync(hub, subscription))).Message;

    private Task<DialResult> DialAsync(TestHub hub, SubscriptionId subscription) =>
        new ServerDialler(new AgentFacts("Other", "1.2.3", new AgentIdentity(_other.Certificate)), TimeProvider.System)
            .DialAsync(new Subscription(hub.Address, subscription, Thumbprint.Parse(hub.Certificate.Thumbprint)), PollingProxySettings.None, Token);
}
