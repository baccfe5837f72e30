using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Contracts;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Packages;

/// <summary>What whoever depends on a deployment can rely on.</summary>
public sealed class DeploymentSpecs(ListeningAgent agent) : IClassFixture<ListeningAgent>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_deploy_a_package_that_is_on_the_machine_already_and_it_stays_there()
    {
        using var app = new DeployedPackage(agent);
        var directory = Directory.CreateDirectory(Path.Combine(agent.Instance.Home, "packages"));
        var nupkg = new TestPackage().With("[Content_Types].xml", "x").With("web.nuspec", "x").With("page.html", "from a nupkg").Save(Path.Combine(directory.FullName, app.Id + ".nupkg"));

        var (job, log) = await app.RunAsync(new JobRequest { Package = app.Package("1.0.0") with { Upload = null, Path = $"packages/{nupkg.Name}" } });

        Assert.True(job.Outcome == JobOutcome.Succeeded, log);
        Assert.Equal("from a nupkg", app.CurrentPage);
        Assert.True(File.Exists(nupkg.FullName));
    }

    [Fact]
    public async Task Current_leads_to_a_whole_version_at_every_moment_of_a_switch()
    {
        using var app = new DeployedPackage(agent);
        await app.DeployAsync("1.0.0");
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var page = Path.Combine(app.Directory, "current", "page.html");
        var seen = new HashSet<string>();
        var user = Task.Run(
            () =>
            {
                while (!done.IsCancellationRequested)
                {
                    seen.Add(File.ReadAllText(page));
                }
            },
            Cancel);

        await app.DeployAsync("2.0.0");
        await app.RunAsync(new JobRequest { Redeploy = new JobRedeployment { Id = app.Id, Version = "1.0.0", Environment = "Test" } });
        await app.DeployAsync("3.0.0");
        await Eventually.TrueAsync(() => Task.FromResult(seen.Contains("3.0.0") || user.IsCompleted), Cancel, TimeSpan.FromSeconds(10), "the last version is seen");
        await done.CancelAsync();
        await user;

        Assert.Equal(["1.0.0", "2.0.0", "3.0.0"], seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_deployment_outlives_the_agent()
    {
        using var app = new DeployedPackage(agent);
        using var directory = new TemporaryDirectory();
        var file = app.Save(new TestPackage().With("page.html", "1.0.0").With("Deploy.sh", $"echo here; until [ -e '{directory["gate"]}' ]; do sleep 0.05; done"), "1.0.0");
        var job = await agent.Client.SubmitAsync(JobTicket.Create(TimeProvider.System), new JobRequest { Package = app.Package("1.0.0") }, [file], cancellationToken: Cancel);
        await agent.Client.FollowLogAsync(job.Ticket, cancellationToken: Cancel).FirstAsync(e => e.Record.Text == "here", Cancel);

        await agent.Instance.KillAgentAsync(Cancel);
        await File.WriteAllTextAsync(directory["gate"], "", Cancel);
        await agent.StartAsync(Cancel);

        Assert.Equal(JobOutcome.Succeeded, (await agent.Client.WaitAsync(job.Ticket, Cancel)).Outcome);
        Assert.Equal("1.0.0", app.CurrentPage);
    }

    [Fact]
    public async Task A_package_that_would_write_outside_is_refused_and_the_version_in_use_stays()
    {
        using var app = new DeployedPackage(agent);
        await app.DeployAsync("1.0.0");

        var (job, log) = await app.DeployAsync("2.0.0", content: new TestPackage().With("../../evil", "x").With("DeployFailed.sh", "echo never"));

        Assert.Equal((JobOutcome.Failed, 1, "1.0.0"), (job.Outcome, job.ExitCode, app.CurrentPage));
        Assert.Contains("The package is refused: its entry '../../evil'", log, StringComparison.Ordinal);
        Assert.DoesNotContain("never", log, StringComparison.Ordinal);
        Assert.Equal(["1.0.0"], app.Versions);
        Assert.Empty(Directory.EnumerateFileSystemEntries(agent.Instance.Applications, "evil", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_PowerShell_script_runs_in_PowerShell()
    {
        using var app = new DeployedPackage(agent);
        using var path = new TemporaryDirectory();
        await File.WriteAllTextAsync(path["pwsh"], "#!/bin/sh\nfor last; do :; done\necho \"PowerShell ran ${last##*/} in ${PWD##*/}\"\n", Cancel);
        File.SetUnixFileMode(path["pwsh"], UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var (_, log) = await app.DeployAsync("1.0.0", r => r with { Environment = new Dictionary<string, string> { ["PATH"] = path.Path } }, new TestPackage().With("Deploy.ps1", "Write-Output here"));

        Assert.Contains("PowerShell ran Deploy.ps1 in 1.0.0", log, StringComparison.Ordinal);
    }
}
