using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Instances;
using Tentacle.Testing.Programs;

namespace Tentacle.Acceptance.Tests.Polling;

/// <summary>An agent whose only way to the server is a proxy, because the server's name means something to the proxy alone.</summary>
public sealed class PollingProxySpecs : IAsyncLifetime
{
    private const string CannotResolve = $"The name in https://{HttpProxy.HostKnownToSquid}";
    private readonly TestCertificate _certificate = TestCertificate.Create("CN=Server");
    private readonly ConcurrentDictionary<SubscriptionId, Thumbprint> _registered = new();
    private readonly SubscriptionId _subscription = SubscriptionId.Create();
    private PollingServer? _server;
    private TemporaryInstance? _agent;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PollingServer Server => _server!;

    private TemporaryInstance Agent => _agent!;

    public async ValueTask InitializeAsync()
    {
        SkipWithoutProxies();
        _server = await PollingServer.StartAsync(_certificate, _registered);
        _agent = await TemporaryInstance.CreateAsync(new TemporaryInstanceOptions { NoListen = true, Trust = [_certificate.Thumbprint] }, Cancel);
        _registered[_subscription] = Thumbprint.Parse(Agent.Thumbprint);
        Agent.ChangeSettings(settings => settings["Tentacle"]!["Communication"]!["TrustedOctopusServers"] = new JsonArray(new JsonObject
        {
            ["Thumbprint"] = _certificate.Thumbprint,
            ["CommunicationStyle"] = 2,
            ["Address"] = $"https://{HttpProxy.HostKnownToSquid}:{Server.Port}/",
            ["SubscriptionId"] = _subscription.Value,
        }));
    }

    public async ValueTask DisposeAsync()
    {
        if (_agent is not null)
        {
            await _agent.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _certificate.Dispose();
    }

    [Fact]
    public async Task I_can_have_the_agent_take_the_systems_proxy()
    {
        await using var proxy = await HttpProxy.StartSquidAsync("none", Cancel);
        await EnableAsync();

        await Agent.StartAgentAsync(Cancel, Environment($"http://127.0.0.1:{proxy.Port}"));

        await IsConnectedAsync();
        await SawATunnelAsync(proxy);
    }

    [Fact]
    public async Task I_can_have_the_agent_go_past_the_systems_proxy_by_NO_PROXY()
    {
        await using var proxy = await HttpProxy.StartSquidAsync("none", Cancel);
        await EnableAsync();

        await Agent.StartAgentAsync(Cancel, Environment($"http://127.0.0.1:{proxy.Port}", noProxy: HttpProxy.HostKnownToSquid));

        await SaysAsync(CannotResolve);
    }

    [Fact]
    public async Task I_can_set_a_proxy_with_a_password_while_the_agent_runs_and_it_sees_nothing_in_clear()
    {
        await using var proxy = await HttpProxy.StartSquidAsync("digest", Cancel);
        await Agent.StartAgentAsync(Cancel, Environment(null));
        await SaysAsync(CannotResolve);

        await EnableAsync("--proxyHost", "127.0.0.1", "--proxyPort", $"{proxy.Port}", "--proxyUsername", HttpProxy.User, "--proxyPassword", "-");

        await IsConnectedAsync();
        Assert.Equal("through the tunnel", await RunJobAsync("echo through the tunnel"));
        await SawATunnelAsync(proxy);
        Assert.DoesNotContain("through the tunnel", proxy.AllItWrote, StringComparison.Ordinal);
        Assert.DoesNotContain(_subscription.Value, proxy.AllItWrote, StringComparison.Ordinal);
        Assert.DoesNotContain(HttpProxy.Password, Agent.Agent.Output + Agent.Agent.Errors + await File.ReadAllTextAsync(Agent.SettingsFile, Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_am_told_that_a_SOCKS_proxy_will_not_do()
    {
        await EnableAsync();

        await Agent.StartAgentAsync(Cancel, Environment("socks5://127.0.0.1:1080"));

        await SaysAsync("only HTTP proxies can be used, not SOCKS");
    }

    private static void SkipWithoutProxies()
    {
        if (HttpProxy.WhyNot is { } reason)
        {
            Assert.Skip(reason);
        }
    }

    private static Dictionary<string, string?> Environment(string? proxy, string? noProxy = null) => new()
    {
        ["https_proxy"] = proxy,
        ["HTTPS_PROXY"] = null,
        ["no_proxy"] = noProxy,
        ["NO_PROXY"] = null,
        ["all_proxy"] = null,
        ["ALL_PROXY"] = null,
    };

    private async Task EnableAsync(params string[] options)
    {
        var command = Agent.Command(["polling-proxy", "--instance", Agent.Name, "--proxyEnable", "true", .. options]) with { Input = HttpProxy.Password + "\n" };
        (await RunningProgram.RunAsync(command, Cancel)).Succeeded();
    }

    private Task IsConnectedAsync() => Eventually.TrueAsync(
        () => Server.Hub.List().Any(a => a.Subscription == _subscription && a.IsConnected), Cancel, TimeSpan.FromSeconds(60), "the agent is connected");

    // squid writes of a tunnel when it is closed.
    private async Task SawATunnelAsync(HttpProxy proxy)
    {
        await Agent.StopAgentAsync(Cancel);
        await Eventually.TrueAsync(() => proxy.Log.Contains($"CONNECT {HttpProxy.HostKnownToSquid}:{Server.Port}", StringComparison.Ordinal), Cancel, what: $"the proxy had a tunnel; it wrote: {proxy.AllItWrote}");
    }

    private Task SaysAsync(string text)
    {
        return Eventually.PassesAsync(Says, Cancel, TimeSpan.FromSeconds(60), $"the agent says '{text}'");

        Task Says()
        {
            var said = Agent.Agent.Output + Agent.Agent.Errors;
            Assert.True(said.Contains(text, StringComparison.Ordinal), said);
            return Task.CompletedTask;
        }
    }

    private async Task<string> RunJobAsync(string script)
    {
        using var client = Server.Hub.GetClient(_subscription);
        var job = await client.SubmitAsync(JobTicket.Create(TimeProvider.System), new JobRequest { Script = new JobScript { Bash = script } }, cancellationToken: Cancel);
        var lines = new List<string>();
        await foreach (var entry in client.FollowLogAsync(job.Ticket, cancellationToken: Cancel))
        {
            lines.Add(entry.Record.Text);
        }

        return string.Join('\n', lines);
    }
}
