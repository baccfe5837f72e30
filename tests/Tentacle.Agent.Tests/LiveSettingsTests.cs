using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Trust;
using Tentacle.Testing;

namespace Tentacle.Agent.Tests;

/// <summary>What a running agent takes from changed settings, without a restart.</summary>
public sealed class LiveSettingsTests : IAsyncLifetime
{
    private TestAgent _agent = null!;
    private HttpClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _agent = await TestAgent.StartAsync();
        _client = _agent.Client(_agent.Server);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _agent.DisposeAsync();
    }

    [Fact]
    public async Task Limits_Edited_AreInForceWithinTwoSeconds()
    {
        _agent.Settings.Change(s => s with { Jobs = s.Jobs with { LogLimit = 123_456 } });

        await Eventually.TrueAsync(async () => (await DescribeAsync()).Limits.LogBytes == 123_456, Token, TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task LogLevel_Raised_SilencesTheLog()
    {
        _agent.Settings.Change(s => s with { Octopus = s.Octopus with { LogLevel = LogDetail.Error } });
        await ReloadAsync();
        var before = Log();

        await ReloadAsync();
        Assert.Equal(before, Log());

        _agent.Settings.Change(s => s with { Octopus = s.Octopus with { LogLevel = LogDetail.Info } });
        await ReloadAsync();
        Assert.NotEqual(before, Log());
    }

    [Fact]
    public async Task BadEdit_IsReported_AndTheLastGoodStayInForce()
    {
        var good = await File.ReadAllTextAsync(_agent.Settings.Path, Token);
        await File.WriteAllTextAsync(_agent.Settings.Path, good.Replace("\"LogLimit\": ", "\"LogLimit\": 1, \"Ignored\": ", StringComparison.Ordinal), Token);

        await Eventually.TrueAsync(async () => (await HealthAsync()).Checks["settings:applied"][0].Output.Contains("Jobs.LogLimit is 1", StringComparison.Ordinal), Token, TimeSpan.FromSeconds(5));
        Assert.Equal(JobSettings.DefaultLogLimit, (await DescribeAsync()).Limits.LogBytes);
        Assert.Contains("the last good ones stay in force", Log(), StringComparison.Ordinal);

        await File.WriteAllTextAsync(_agent.Settings.Path, good, Token);
        await Eventually.TrueAsync(async () => (await HealthAsync()).Checks["settings:applied"][0].Status == HealthStatus.Pass, Token, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Port_Changed_IsSaidToNeedARestart()
    {
        _agent.Settings.Change(s => s with { Tentacle = s.Tentacle with { Services = s.Tentacle.Services with { PortNumber = 12345 } } });
        await ReloadAsync();

        Assert.Contains("take effect after a restart", Log(), StringComparison.Ordinal);

        // F16
        var finding = (await HealthAsync()).Checks["settings:applied"][0];
        Assert.Equal(HealthStatus.Warn, finding.Status);
        Assert.Contains("the port from 0 to 12345", finding.Output, StringComparison.Ordinal);
        _agent.Settings.Change(s => s with { Tentacle = s.Tentacle with { Services = s.Tentacle.Services with { PortNumber = 0 } } });
        await ReloadAsync();
        Assert.Equal(HealthStatus.Pass, (await HealthAsync()).Checks["settings:applied"][0].Status);
    }

    // C4
    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("half")]
    [InlineData("""{ "Something": "else" }""")]
    [InlineData("""{ "Octopus": { "LogLevel": "Info" } }""")]
    [InlineData("directory")]
    [InlineData("device")]
    [InlineData("missing")]
    public async Task Settings_Damaged_AreNotApplied_TrustAndCertificateStay(string damage)
    {
        var good = await File.ReadAllBytesAsync(_agent.Settings.Path, Token);
        var presented = await PresentedAsync();
        File.Delete(_agent.Settings.Path);
        switch (damage)
        {
            case "directory":
                Directory.CreateDirectory(_agent.Settings.Path);
                break;
            case "device":
                File.CreateSymbolicLink(_agent.Settings.Path, "/dev/zero");
                break;
            case "missing":
                break;
            default:
                await File.WriteAllBytesAsync(_agent.Settings.Path, damage == "half" ? good[..(good.Length / 2)] : System.Text.Encoding.UTF8.GetBytes(damage), Token);
                break;
        }

        await Eventually.TrueAsync(async () => (await HealthAsync()).Checks["settings:applied"][0].Output.Contains("have not been applied since 20", StringComparison.Ordinal), Token, TimeSpan.FromSeconds(10));
        Assert.Equal(presented, await PresentedAsync());

        if (damage == "directory")
        {
            Directory.Delete(_agent.Settings.Path);
        }

        File.Delete(_agent.Settings.Path);
        await File.WriteAllBytesAsync(_agent.Settings.Path, good, Token);
        await Eventually.TrueAsync(async () => (await HealthAsync()).Checks["settings:applied"][0].Status == HealthStatus.Pass, Token, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Member_ThatIsNotKnown_IsNamedOnceInTheLogAndInHealth()
    {
        var good = await File.ReadAllTextAsync(_agent.Settings.Path, Token);
        await File.WriteAllTextAsync(_agent.Settings.Path, good.Replace("\"LogLimit\": ", "\"LogLimt\": 1, \"LogLimit\": ", StringComparison.Ordinal), Token);
        await ReloadAsync();
        await ReloadAsync();

        Assert.Contains("'Jobs.LogLimt' is not known", (await HealthAsync()).Checks["settings:applied"][0].Output, StringComparison.Ordinal);
        Assert.Equal(2, Log().Split("Jobs.LogLimt").Length);
    }

    [Fact]
    public async Task ProxyPassword_InAnError_IsMaskedInTheLog()
    {
        using var key = SecretsKey.LoadOrCreate(_agent.Instance);
        _agent.Settings.Change(s => s with { Octopus = s.Octopus with { Proxy = ProxyPassword.Store(s.Octopus.Proxy with { ProxyHost = "proxy" }, "hunter22", key) } });
        await ReloadAsync();

        // A path with the password in it gets into the log by way of an error.
        var good = await File.ReadAllTextAsync(_agent.Settings.Path, Token);
        await File.WriteAllTextAsync(_agent.Settings.Path, good.Replace("\"ListenIP\": \"127.0.0.1\"", "\"ListenIP\": \"hunter22\"", StringComparison.Ordinal), Token);
        await ReloadAsync();

        Assert.Contains("ListenIP is '********'", Log(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_WithOverlap_OldIsPresentedUntilThenAndBothAreAnnounced()
    {
        using var key = SecretsKey.LoadOrCreate(_agent.Instance);
        using var next = new AgentIdentity(AgentCertificate.Create(TimeProvider.System));
        var old = (await DescribeAsync()).Certificate.Thumbprint;
        var from = TimeProvider.System.GetUtcNow().AddSeconds(4);
        _agent.Settings.Change(s => StoredCertificate.StoreNext(s, next, key, from));
        await ReloadAsync();

        var described = await DescribeAsync();
        Assert.Equal((old, next.Thumbprint), (described.Certificate.Thumbprint, described.NextCertificate!.Thumbprint));
        Assert.Equal(old, await PresentedAsync());
        Assert.Contains(next.Thumbprint.Value, (await HealthAsync()).Checks["certificate:validity"][0].Output, StringComparison.Ordinal);

        await Eventually.TrueAsync(async () => await PresentedAsync() == next.Thumbprint, Token, TimeSpan.FromSeconds(10));
        described = await DescribeAsync();
        Assert.Equal((next.Thumbprint, null), (described.Certificate.Thumbprint, described.NextCertificate));
        Assert.Equal(next.Thumbprint.Value, _agent.Settings.Load().Tentacle.CertificateThumbprint);
        Assert.True(TimeProvider.System.GetUtcNow() >= from);
    }

    [Fact]
    public async Task Certificate_WithAChain_IsPresentedWithIt()
    {
        using var key = SecretsKey.LoadOrCreate(_agent.Instance);
        using var root = TestChain.Authority("CN=Company");
        using var between = TestChain.Authority("CN=Between", root);
        using var leaf = TestChain.Issue(between);
        _agent.Settings.Change(s => StoredCertificate.Store(s, new AgentIdentity(leaf, [between]), key));
        await ReloadAsync();

        X509Certificate2Collection? sent = null;
        using var tcp = new System.Net.Sockets.TcpClient("127.0.0.1", _agent.Port);
        await using var stream = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, (_, _, chain, _) =>
        {
            sent = new X509Certificate2Collection(chain!.ChainPolicy.ExtraStore);
            return true;
        });
        await stream.AuthenticateAsClientAsync("localhost");

        Assert.Equal(leaf.RawData, stream.RemoteCertificate!.GetRawCertData());
        Assert.Contains(sent!, certificate => certificate.RawData.AsSpan().SequenceEqual(between.RawData));
    }

    private async Task<Thumbprint> PresentedAsync()
    {
        await using var stream = await _agent.ConnectAsync(_agent.Server);
        return Thumbprint.Sha256Of((X509Certificate2)stream.RemoteCertificate!);
    }

    private async Task<AgentDescription> DescribeAsync() => (await _client.GetFromJsonAsync("/api/v1", ApiJson.Default.AgentDescription, Token))!;

    private async Task<HealthReport> HealthAsync() => (await _client.GetFromJsonAsync("/api/v1/health", ApiJson.Default.HealthReport, Token))!;

    private async Task ReloadAsync()
    {
        using var local = _agent.LocalClient();
        using var response = await local.PostAsync(new Uri("/api/v1/settings/reload", UriKind.Relative), null, Token);
        Assert.Contains(response.StatusCode, new[] { HttpStatusCode.NoContent, HttpStatusCode.BadRequest });
    }

    private string Log()
    {
        using var file = new StreamReader(new FileStream(Path.Combine(_agent.Home.Logs, "OctopusTentacle.txt"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return file.ReadToEnd();
    }
}
