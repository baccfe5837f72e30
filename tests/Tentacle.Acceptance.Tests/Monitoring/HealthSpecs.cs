using System.Net;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Acceptance.Tests.Packages;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Faults;

namespace Tentacle.Acceptance.Tests.Monitoring;

/// <summary>What an operator is told of an agent that lacks something. Every spec has an agent of its own.</summary>
public sealed class HealthSpecs : IAsyncLifetime
{
    private readonly ListeningAgent _agent = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Home => _agent.Instance.Home;

    public ValueTask InitializeAsync() => _agent.InitializeAsync();

    public ValueTask DisposeAsync() => _agent.DisposeAsync();

    [Fact]
    public async Task I_am_told_in_the_originals_words_that_Calamari_is_missing_until_it_is_pushed()
    {
        var missing = $"Not running latest version of Calamari. Directory does not exist: {Home}/Calamari";
        var fresh = await _agent.Client.GetHealthAsync(Cancel);
        Assert.Equal((HealthStatus.Warn, missing), (fresh.Status, Assert.Single(fresh.Notes)));

        using var pushed = await _agent.Http.PutAsync(ApiRoutes.Tool("Calamari", "25.1.0"), new ByteArrayContent(Package()), Cancel);
        Assert.Equal(HttpStatusCode.Created, pushed.StatusCode);
        Assert.Equal(HealthStatus.Pass, (await _agent.Client.GetHealthAsync(Cancel)).Status);

        using var removed = await _agent.Http.DeleteAsync(ApiRoutes.Tool("Calamari", "25.1.0"), Cancel);
        Assert.Equal([missing], (await _agent.Client.GetHealthAsync(Cancel)).Notes);
    }

    [Fact]
    public async Task Nothing_is_missing_any_more_after_the_first_deployment_of_a_package()
    {
        using var app = new DeployedPackage(_agent);

        var (job, log) = await app.DeployAsync("1.0.0");

        Assert.True(job.Outcome == JobOutcome.Succeeded, log);
        var health = await _agent.Client.GetHealthAsync(Cancel);
        Assert.Equal((HealthStatus.Pass, "Packages were deployed here as jobs, which need no Calamari."), (health.Status, health.Checks["calamari:installed"][0].Output));
    }

    [Fact]
    public async Task I_am_told_of_a_full_disk_by_what_is_free_what_is_needed_and_what_to_do()
    {
        using var small = new SmallDisk(Path.Combine(Home, "Work"), "2m");

        var check = await FindAsync("disk:free", HealthStatus.Fail);

        Assert.InRange(check.ObservedValue!.Value, 0, 2 << 20);
        Assert.Equal((551 << 20, "bytes"), (check.Threshold, check.ObservedUnit));
        Assert.Contains("New jobs are refused until some space is free.", check.Output, StringComparison.Ordinal);
        using var response = await _agent.Http.GetAsync(ApiRoutes.Health, Cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task I_am_told_of_a_workspace_that_cannot_be_written()
    {
        Directory.Delete(Path.Combine(Home, "Work"));

        Assert.Contains("Give it the directory", (await FindAsync("workspace:writable", HealthStatus.Fail)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_am_told_of_a_key_that_the_next_start_will_miss()
    {
        File.Delete(Assert.Single(Directory.EnumerateFiles(_agent.Instance.ConfigurationRoot, "*.key", SearchOption.AllDirectories)));

        Assert.Contains("will not start again", (await FindAsync("key:readable", HealthStatus.Warn)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_am_told_of_a_certificate_that_expires_as_early_as_I_want()
    {
        (await _agent.Instance.RunAsync(Cancel, "configure", "--instance", _agent.Instance.Name, "--set", "Health.CertificateDays=100000")).Succeeded();

        var check = await FindAsync("certificate:validity", HealthStatus.Warn);

        Assert.Equal((100_000, "days"), (check.Threshold, check.ObservedUnit));
        Assert.Contains("tentacle new-certificate", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_am_told_of_a_clock_that_went_back()
    {
        Directory.SetLastWriteTimeUtc(Home, TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(1));

        var check = await FindAsync("clock:time", HealthStatus.Warn);

        Assert.InRange(check.ObservedValue!.Value, 80_000, 86_400);
        Assert.EndsWith("Set the machine's time.", check.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_am_told_when_no_server_is_trusted_any_more()
    {
        (await _agent.Instance.RunAsync(Cancel, "configure", "--instance", _agent.Instance.Name, "--reset-trust")).Succeeded();

        var result = await _agent.Instance.RunAsync(Cancel, "health", "--instance", _agent.Instance.Name);

        Assert.Contains("No server is trusted, so every connection is rejected. Trust one: tentacle configure --trust", result.Output, StringComparison.Ordinal);
    }

    private static byte[] Package()
    {
        using var directory = new TemporaryDirectory();
        return File.ReadAllBytes(new TestPackage().With("Calamari.dll", "x").Save(directory["p.zip"]).FullName);
    }

    private async Task<HealthCheckResult> FindAsync(string name, HealthStatus expected)
    {
        var health = await _agent.Client.GetHealthAsync(Cancel);
        var check = Assert.Single(health.Checks[name]);
        Assert.Equal(expected, check.Status);
        Assert.Contains(check.Output, health.Notes);
        return check;
    }
}
