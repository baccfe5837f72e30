using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Contracts;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Packages;

/// <summary>A deployment that is killed leaves the old or the new version in use, never a mixture, and the next one goes through.</summary>
public abstract class KilledDeploymentSpecs(ConnectedAgent agent)
{
    private const string KillAt = "TENTACLE_DEBUG_KILL_AT";

    [Theory]
    [InlineData("package-begun", "1.0.0")]
    [InlineData("package-extracted", "1.0.0")]
    [InlineData("package-published", "1.0.0")]
    [InlineData("package-PreDeploy", "1.0.0")]
    [InlineData("package-Deploy", "1.0.0")]
    [InlineData("package-PostDeploy", "1.0.0")]
    [InlineData("package-custom", "1.0.0")]
    [InlineData("package-switched", "2.0.0")]
    [InlineData("package-journaled", "2.0.0")]
    public async Task A_deployment_killed_anywhere_leaves_one_whole_version_current(string step, string current)
    {
        using var app = new DeployedPackage(agent);
        using var custom = new TemporaryDirectory();
        JobRequest ToCustom(JobRequest r) => r with { Package = r.Package! with { CustomInstallDirectory = custom.Path, Keep = 1 } };
        await app.DeployAsync("1.0.0", ToCustom);

        var (job, _) = await app.DeployAsync("2.0.0", r => ToCustom(r) with { Environment = new Dictionary<string, string> { [KillAt] = step } });

        Assert.Equal((JobOutcome.Failed, 137), (job.Outcome, job.ExitCode));
        Assert.Equal(current, app.CurrentPage);
        Assert.Contains(await File.ReadAllTextAsync(custom["page.html"], TestContext.Current.CancellationToken), (string[])["1.0.0", "2.0.0"]);

        var (next, log) = await app.DeployAsync("3.0.0", ToCustom);
        Assert.True(next.Outcome == JobOutcome.Succeeded, log);
        Assert.Equal("3.0.0", app.CurrentPage);
        Assert.Equal(["3.0.0"], app.Versions);
        Assert.Equal(["page.html"], Directory.EnumerateFileSystemEntries(custom.Path).Select(Path.GetFileName));
        Assert.Empty(Directory.EnumerateDirectories(Path.GetDirectoryName(custom.Path)!, Path.GetFileName(custom.Path) + ".tentacle-*"));
    }
}

/// <inheritdoc/>
public sealed class ListeningKilledDeploymentSpecs(ListeningAgent agent) : KilledDeploymentSpecs(agent), IClassFixture<ListeningAgent>;

/// <inheritdoc/>
public sealed class PolledKilledDeploymentSpecs(PolledAgent agent) : KilledDeploymentSpecs(agent), IClassFixture<PolledAgent>;
