using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Tentacle.Contracts;
using Tentacle.Core.Health;
using Tentacle.Core.Jobs.Shells;
using Tentacle.Core.Jobs.Site;
using Tentacle.Instances;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Subscriptions;
using Tentacle.Instances.Trust;
using Tentacle.Testing;

namespace Tentacle.Core.Tests.Health;

public sealed class HealthTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly LiveSettings _settings = new(new InstanceSettings());
    private readonly SecretsKey _key;
    private readonly JobSite _site;

    public HealthTests()
    {
        _key = SecretsKeyFile.LoadOrCreate(_directory["a.key"]);
        new InstanceHome(_directory["home"]).Create();
        _site = new JobSite
        {
            InstanceName = "Test",
            HomeDirectory = _directory["home"],
            ApplicationDirectory = _directory["apps"],
            JobsRoot = _directory["home/Jobs"],
            WorkRoot = _directory["home/Work"],
            Version = "1",
            ExecutablePath = "/none",
            SupervisorPath = "/none",
            Secrets = _key,
        };
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _key.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Calamari_NotThere_HasTheOriginalsWords()
    {
        var finding = await new CalamariCheck(_site).CheckAsync(Token);
        Directory.CreateDirectory(_directory["home/Calamari"]);
        var later = await new CalamariCheck(_site).CheckAsync(Token);

        Assert.Equal((HealthStatus.Warn, $"Not running latest version of Calamari. Directory does not exist: {_directory["home"]}/Calamari"), (finding.Status, finding.Output));
        Assert.Equal(HealthStatus.Pass, later.Status);
    }

    [Fact]
    public async Task Calamari_NotThereForADay_IsSaidWithoutAWarning()
    {
        Directory.CreateDirectory(_site.HomeDirectory);
        var first = await LookForCalamariAsync();
        _time.Advance(TimeSpan.FromHours(23));
        var later = await LookForCalamariAsync();
        _time.Advance(TimeSpan.FromHours(2));
        var nextDay = await LookForCalamariAsync();

        Assert.Equal([HealthStatus.Warn, HealthStatus.Warn, HealthStatus.Pass], [first.Status, later.Status, nextDay.Status]);
        Assert.Equal(first.Output, nextDay.Output);
    }

    [Fact]
    public async Task Calamari_AfterTheFirstJob_IsSaidWithoutAWarning()
    {
        Directory.CreateDirectory(_directory["home/Jobs/a"]);
        var running = await LookForCalamariAsync();
        await File.WriteAllTextAsync(_directory["home/Jobs/a/state.json"], "{}", Token);

        Assert.Equal([HealthStatus.Warn, HealthStatus.Pass], [running.Status, (await LookForCalamariAsync()).Status]);
    }

    [Fact]
    public async Task Calamari_TurnedOff_IsNotLookedAt()
    {
        var finding = await LookForCalamariAsync(asked: false);

        Assert.Equal((HealthStatus.Pass, "Not looked at: the setting Health.Calamari is false."), (finding.Status, finding.Output));
    }

    [Fact]
    public async Task Calamari_WherePackagesAreDeployedAsJobs_IsNotMissing()
    {
        await File.WriteAllTextAsync(new InstanceHome(_site.HomeDirectory).Deployments, "{}\n", Token);

        var finding = await new CalamariCheck(_site).CheckAsync(Token);

        Assert.Equal(HealthStatus.Pass, finding.Status);
        Assert.Contains("need no Calamari", finding.Output, StringComparison.Ordinal);
    }

    private async Task<HealthFinding> LookForCalamariAsync(bool asked = true) =>
        await new CalamariCheck(_site, new LiveSettings(new InstanceSettings { Health = new HealthSettings { Calamari = asked } }), _time).CheckAsync(Token);

    [Fact]
    public async Task Key_GoneDamagedOrAnother_Warns()
    {
        var path = _directory["a.key"];
        var content = await File.ReadAllBytesAsync(path, Token);
        async Task<HealthFinding> CheckAsync() => await new KeyCheck(_key, path).CheckAsync(Token);
        Assert.Equal(HealthStatus.Pass, (await CheckAsync()).Status);

        await File.WriteAllBytesAsync(path, [.. content.Reverse()], Token);
        var another = await CheckAsync();
        await File.WriteAllBytesAsync(path, content[..5], Token);
        var damaged = await CheckAsync();
        File.Delete(path);
        var gone = await CheckAsync();

        Assert.All([another, damaged, gone], finding => Assert.Equal(HealthStatus.Warn, finding.Status));
        Assert.All([another, damaged, gone], finding => Assert.Contains($"'{path}'", finding.Output, StringComparison.Ordinal));
        Assert.Contains("will not start again", gone.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Workspace_ThatIsNoDirectory_Fails()
    {
        Assert.Equal(HealthStatus.Pass, (await new WorkspaceCheck(_site).CheckAsync(Token)).Status);
        Assert.Empty(Directory.GetFileSystemEntries(_site.WorkRoot));
        Directory.Delete(_site.WorkRoot);

        var finding = await new WorkspaceCheck(_site).CheckAsync(Token);

        Assert.Equal(HealthStatus.Fail, finding.Status);
        Assert.Contains(_site.WorkRoot, finding.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disk_BelowTheLeast_FailsAndNearItWarns()
    {
        var free = new DriveInfo(_site.WorkRoot).AvailableFreeSpace;

        Assert.Equal(HealthStatus.Pass, (await LookAtDiskAsync(1)).Status);
        Assert.Equal(HealthStatus.Warn, (await LookAtDiskAsync(free / 4 * 3)).Status);
        var full = await LookAtDiskAsync(free * 2);
        Assert.Equal((HealthStatus.Fail, "bytes", free * 2), (full.Status, full.Unit, full.Threshold));
    }

    [Fact]
    public async Task Shells_None_Fails() => Assert.Equal(HealthStatus.Fail, (await new ShellCheck(new ShellCatalog(_directory["none"])).CheckAsync(Token)).Status);

    [Theory]
    [InlineData(-2, 365, HealthStatus.Pass)]
    [InlineData(-2, 29, HealthStatus.Warn)]
    [InlineData(-20, -1, HealthStatus.Warn)]
    [InlineData(2, 365, HealthStatus.Warn)]
    public void Certificate_ByItsDates_IsJudged(int from, int to, HealthStatus expected)
    {
        var now = _time.GetUtcNow();

        var finding = CertificateExpiry.Judge(now.AddDays(from), now.AddDays(to), now, HealthSettings.DefaultCertificateDays);

        Assert.Equal((expected, to, 30), (finding.Status, finding.Value, finding.Threshold));
    }

    [Fact]
    public async Task Clock_BeforeWhatWasWritten_Warns()
    {
        Assert.Equal(HealthStatus.Pass, (await new ClockCheck(_site, _settings, _time).CheckAsync(Token)).Status);

        var past = new FakeTimeProvider(_time.GetUtcNow().AddDays(-1));
        Assert.Equal(HealthStatus.Warn, (await new ClockCheck(_site, _settings, past).CheckAsync(Token)).Status);
    }

    [Fact]
    public async Task Trust_EmptyListOrAnExpiredPeer_Warns()
    {
        using var expired = Expired();
        var trust = new TrustStore([]);
        var peers = new ExpiredPeers(trust, _time);

        var nobody = await new TrustCheck(trust, peers).CheckAsync(Token);
        trust.Replace([Thumbprint.Sha256Of(expired)], []);
        var one = await new TrustCheck(trust, peers).CheckAsync(Token);
        peers.Inspect(expired);
        var old = await new TrustCheck(trust, peers).CheckAsync(Token);

        Assert.Equal((HealthStatus.Warn, HealthStatus.Pass, HealthStatus.Warn), (nobody.Status, one.Status, old.Status));
        Assert.Contains("tentacle configure --trust", nobody.Output, StringComparison.Ordinal);
        Assert.Contains(Thumbprint.Sha256Of(expired).Value, old.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Polling_AServerThatIsNotConnected_WarnsWithReasonAndNextTry()
    {
        var states = new SubscriptionStates(_time);
        async Task<HealthFinding> CheckAsync() => await new PollingCheck(states).CheckAsync(Token);
        var server = new Subscription(new Uri("https://octopus:10943/"), SubscriptionId.Create(), Thumbprint.Parse(new string('A', 64)));
        Assert.Equal(HealthStatus.Pass, (await CheckAsync()).Status);

        states.Added(server);
        var fresh = await CheckAsync();
        states.Connected(server);
        var connected = await CheckAsync();
        states.Disconnected(server, "The server went away.");
        states.Waits(server, TimeSpan.FromSeconds(20));
        var lost = await CheckAsync();

        Assert.Equal((HealthStatus.Pass, HealthStatus.Pass, HealthStatus.Warn), (fresh.Status, connected.Status, lost.Status));
        Assert.Equal((0, 1), (lost.Value, lost.Threshold));
        Assert.Contains($"The server went away. It is dialled again at {_time.GetUtcNow().AddSeconds(20):u}.", lost.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspection_WorstCheck_IsTheWhole()
    {
        var inspection = new HealthInspection([new ShellCheck(new ShellCatalog()), new CalamariCheck(_site), new ShellCheck(new ShellCatalog(_directory["none"]))], _time);

        var report = await inspection.InspectAsync("Test", "1.2.3", Token);

        Assert.Equal((HealthStatus.Fail, "Test", "1.2.3"), (report.Status, report.ServiceId, report.Version));
        Assert.Equal(2, report.Notes.Count);
        Assert.StartsWith("No shell", report.Notes[0], StringComparison.Ordinal);
    }

    private ValueTask<HealthFinding> LookAtDiskAsync(long least) => new DiskCheck(_site, new LiveSettings(new InstanceSettings { Disk = new DiskSettings { MinimumFree = least } })).CheckAsync(Token);

    private X509Certificate2 Expired()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=old", key, HashAlgorithmName.SHA256).CreateSelfSigned(_time.GetUtcNow().AddDays(-10), _time.GetUtcNow().AddDays(-1));
    }
}
