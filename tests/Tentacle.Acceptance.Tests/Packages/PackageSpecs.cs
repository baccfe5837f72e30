using System.Security.Cryptography;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Archives;

namespace Tentacle.Acceptance.Tests.Packages;

/// <summary>What a server does with packages, the same however it is connected.</summary>
public abstract class PackageSpecs(ConnectedAgent agent)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_deploy_a_package_whose_scripts_run_in_order_with_its_variables()
    {
        using var app = new DeployedPackage(agent);
        var content = new TestPackage()
            .With("PreDeploy.sh", "echo \"pre $Greeting $TentaclePackageVersion\"; test -x run.sh && ./run.sh")
            .With("Deploy.py", "import os; print('deploy', os.environ['Greeting'], os.environ['With.Dot'])")
            .With("PostDeploy.sh", "echo \"post $With_Dot\"; test \"$PWD\" = \"$TentaclePackageDirectory\"")
            .With("run.sh", "#!/bin/sh\necho ran", permissions: 0b111_101_101);

        var (job, log) = await app.DeployAsync(
            "1.0.0", r => r with { Package = r.Package! with { Variables = new Dictionary<string, string> { ["Greeting"] = "hej #{With.Dot}", ["With.Dot"] = "dot" } } }, content);

        Assert.Equal((JobOutcome.Succeeded, 0, "package"), (job.Outcome, job.ExitCode, job.Shell));
        Assert.Matches(@"(?s)pre hej dot 1\.0\.0.*ran.*deploy hej dot dot.*post dot", log);
        Assert.Contains("##octopus[progress percentage='MTAw'", log, StringComparison.Ordinal);
        Assert.Equal("1.0.0", app.CurrentPage);
        var deployment = Assert.Single(await app.JournalAsync());
        Assert.Equal((DeploymentStatus.Succeeded, true, true, job.Ticket), (deployment.Status, deployment.IsCurrent, deployment.IsKept, deployment.Ticket));
    }

    [Fact]
    public async Task I_can_put_variables_into_files_and_keep_their_encodings()
    {
        using var app = new DeployedPackage(agent);
        var utf16 = System.Text.Encoding.Unicode;
        byte[] Marked(string text) => [.. utf16.GetPreamble(), .. utf16.GetBytes(text)];
        var content = new TestPackage()
            .With("web.config", Marked("port=#{Port}\r\n"))
            .With("config/app.json", "{\"port\":\"#{port}\",\"other\":\"#{Nobody}\"}")
            .With("notes.txt", "#{Port}");
        var variables = new Dictionary<string, string> { ["Port"] = "8080" };

        var (job, log) = await app.DeployAsync("1.0.0", r => r with { Package = r.Package! with { Variables = variables, SubstituteIn = ["**/*.config", "config/*.json"] } }, content);

        Assert.Equal(JobOutcome.Succeeded, job.Outcome);
        var current = Path.Combine(app.Directory, "current");
        Assert.Equal(Marked("port=8080\r\n"), await File.ReadAllBytesAsync(Path.Combine(current, "web.config"), Cancel));
        Assert.Equal("{\"port\":\"8080\",\"other\":\"#{Nobody}\"}", await File.ReadAllTextAsync(Path.Combine(current, "config", "app.json"), Cancel));
        Assert.Equal("#{Port}", await File.ReadAllTextAsync(Path.Combine(current, "notes.txt"), Cancel));
        Assert.Contains("not known and left: Nobody", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_can_go_back_to_the_version_before_without_sending_it_again()
    {
        using var app = new DeployedPackage(agent);
        await app.DeployAsync("1.0.0", content: new TestPackage().With("Deploy.sh", "echo deploying $TentaclePackageVersion for $Who"));
        await app.DeployAsync("2.0.0");
        var again = new JobRedeployment { Id = app.Id, Version = "1.0.0", Environment = "Test", Variables = new Dictionary<string, string> { ["Who"] = "me" } };

        var (job, log) = await app.RunAsync(new JobRequest { Redeploy = again });

        Assert.Equal((JobOutcome.Succeeded, "1.0.0"), (job.Outcome, app.CurrentPage));
        Assert.Contains("deploying 1.0.0 for me", log, StringComparison.Ordinal);
        Assert.Equal([(true, "1.0.0"), (false, "2.0.0"), (false, "1.0.0")], (await app.JournalAsync()).Select(d => (d.IsRedeployment, d.Version)));
    }

    [Fact]
    public async Task I_learn_which_versions_are_there_when_the_one_I_go_back_to_is_not()
    {
        using var app = new DeployedPackage(agent);
        await app.DeployAsync("1.0.0");

        var (job, log) = await app.RunAsync(new JobRequest { Redeploy = new JobRedeployment { Id = app.Id, Version = "0.9.0", Environment = "Test" } });

        Assert.Equal((JobOutcome.Failed, 1), (job.Outcome, job.ExitCode));
        Assert.Contains("Version 0.9.0", log, StringComparison.Ordinal);
        Assert.Contains("there are 1.0.0", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_deployment_leaves_the_old_version_current_and_runs_the_script_for_failures()
    {
        using var app = new DeployedPackage(agent);
        await app.DeployAsync("1.0.0");

        var (job, log) = await app.DeployAsync("2.0.0", content: new TestPackage().With("Deploy.sh", "exit 7").With("DeployFailed.sh", "echo cleaning up").With("PostDeploy.sh", "echo never"));

        Assert.Equal((JobOutcome.Failed, 7, "1.0.0"), (job.Outcome, job.ExitCode, app.CurrentPage));
        Assert.Contains("cleaning up", log, StringComparison.Ordinal);
        Assert.DoesNotContain("never", log, StringComparison.Ordinal);
        Assert.Equal("Deploy.sh ended with 7.", (await app.JournalAsync())[0].Reason);
    }

    [Fact]
    public async Task Old_versions_go_and_the_last_ones_and_the_current_one_stay()
    {
        using var app = new DeployedPackage(agent);
        foreach (var version in new[] { "1.0.0", "2.0.0", "2.0.0" })
        {
            await app.DeployAsync(version, r => r with { Package = r.Package! with { Keep = 2 } });
        }

        await app.DeployAsync("3.0.0", r => r with { Package = r.Package! with { Keep = 2 } }, new TestPackage().With("Deploy.sh", "false"));

        Assert.Equal(["2.0.0", "2.0.0_1", "3.0.0"], app.Versions);
        await app.DeployAsync("4.0.0", r => r with { Package = r.Package! with { Keep = 2 } });
        Assert.Equal(["2.0.0_1", "4.0.0"], app.Versions);
        Assert.Equal("4.0.0", app.CurrentPage);
    }

    [Fact]
    public async Task A_package_with_another_digest_is_not_installed()
    {
        using var app = new DeployedPackage(agent);
        var wrong = Convert.ToHexStringLower(SHA256.HashData("another"u8));

        var (job, log) = await app.DeployAsync("1.0.0", r => r with { Package = r.Package! with { Digest = wrong } });

        Assert.Equal((JobOutcome.Failed, null), (job.Outcome, app.CurrentPage));
        Assert.Contains($"expected was {wrong}", log, StringComparison.Ordinal);
        Assert.Empty(app.Versions);
    }

    [Fact]
    public async Task A_custom_directory_gets_the_files_and_keeps_or_loses_what_else_was_there()
    {
        using var app = new DeployedPackage(agent);
        using var custom = new TemporaryDirectory();
        await File.WriteAllTextAsync(custom["data.txt"], "mine", Cancel);
        JobRequest To(JobRequest r, bool purge) => r with { Package = r.Package! with { CustomInstallDirectory = custom.Path, Purge = purge } };

        await app.DeployAsync("1.0.0", r => To(r, purge: false));
        Assert.Equal(("1.0.0", "mine"), (await File.ReadAllTextAsync(custom["page.html"], Cancel), await File.ReadAllTextAsync(custom["data.txt"], Cancel)));

        await app.DeployAsync("2.0.0", r => To(r, purge: true));
        Assert.Equal(["page.html"], Directory.EnumerateFileSystemEntries(custom.Path).Select(Path.GetFileName));
        Assert.Equal("2.0.0", await File.ReadAllTextAsync(custom["page.html"], Cancel));
    }

    [Fact]
    public async Task I_can_cancel_a_deployment_and_the_old_version_stays()
    {
        using var app = new DeployedPackage(agent);
        await app.DeployAsync("1.0.0");
        var file = app.Save(new TestPackage().With("page.html", "2.0.0").With("Deploy.sh", "echo here; sleep 600"), "2.0.0");
        var job = await agent.Client.SubmitAsync(JobTicket.Create(TimeProvider.System), new JobRequest { Package = app.Package("2.0.0") }, [file], cancellationToken: Cancel);
        await agent.Client.FollowLogAsync(job.Ticket, cancellationToken: Cancel).FirstAsync(e => e.Record.Text == "here", Cancel);

        await agent.Client.CancelAsync(job.Ticket, Cancel);
        job = await agent.Client.WaitAsync(job.Ticket, Cancel);

        Assert.Equal((JobOutcome.Canceled, "1.0.0"), (job.Outcome, app.CurrentPage));
        Assert.Equal(DeploymentStatus.Canceled, (await app.JournalAsync())[0].Status);
    }

    [Fact]
    public async Task I_learn_by_member_what_is_wrong_with_a_request_to_deploy()
    {
        var request = new JobRequest { Package = new JobPackage { Id = "../x", Version = "current", Environment = "T", Upload = "none.zip", Path = "/x", Digest = "md5", Purge = true, SubstituteIn = ["../*"] } };

        var refused = await Assert.ThrowsAsync<TentacleProblemException>(() => agent.Client.SubmitAsync(JobTicket.Create(TimeProvider.System), request, cancellationToken: Cancel));

        Assert.Equal(
            ["/package", "/package/digest", "/package/id", "/package/purge", "/package/substituteIn/0", "/package/upload", "/package/version"],
            refused.Problem.Errors!.Select(e => e.Pointer).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A1_A_damaged_package_fails_and_the_version_in_use_stays()
    {
        using var app = new DeployedPackage(agent);
        await app.DeployAsync("1.0.0");
        var file = app.Save(new TestPackage().With("page.html", "2.0.0"), "2.0.0");
        await File.WriteAllBytesAsync(file.FullName, new RawZip().With(new("page.html", "2.0.0") { Crc = 1 }).ToBytes(), Cancel);

        var (job, log) = await app.RunAsync(new JobRequest { Package = app.Package("2.0.0") }, file);

        Assert.Equal((JobOutcome.Failed, "1.0.0"), (job.Outcome, app.CurrentPage));
        Assert.Contains("The package is damaged: the CRC-32 of 'page.html' is", log, StringComparison.Ordinal);
        Assert.Equal(["1.0.0"], app.Versions);
    }

    [Fact]
    public async Task A9_Names_with_spaces_and_signs_keep_their_spelling_from_the_request_to_the_journal()
    {
        using var app = new DeployedPackage(agent, "Prod (EU) + Zürich");
        var (job, log) = await app.DeployAsync("1.0.0+build.5");

        Assert.True(job.Outcome == JobOutcome.Succeeded, log);
        var deployment = Assert.Single(await app.JournalAsync());
        Assert.Equal(("Prod (EU) + Zürich", "1.0.0+build.5", true), (deployment.Environment, deployment.Version, deployment.IsCurrent));
        Assert.Equal("1.0.0+build.5", await File.ReadAllTextAsync(Path.Combine(deployment.Directory, "page.html"), Cancel));
    }

    [Fact]
    public async Task Variables_of_a_waiting_deployment_are_on_disk_only_encrypted()
    {
        using var app = new DeployedPackage(agent);
        var secret = Guid.NewGuid().ToString();
        var package = app.Package("1.0.0") with { Variables = new Dictionary<string, string> { ["Password"] = secret } };
        var before = await agent.Client.SubmitAsync(JobTicket.Create(TimeProvider.System), new JobRequest { Script = new JobScript { Bash = "sleep 600" } }, cancellationToken: Cancel);
        var job = await agent.Client.SubmitAsync(JobTicket.Create(TimeProvider.System), new JobRequest { Package = package }, [app.Save(new TestPackage().With("a", "b"), "1.0.0")], cancellationToken: Cancel);
        try
        {
            var folder = Path.Combine(agent.Instance.Home, "Jobs", job.Ticket.FolderName);
            Assert.Equal(JobState.Pending, (await agent.Client.GetJobAsync(job.Ticket, Cancel)).State);
            Assert.True(File.Exists(Path.Combine(folder, "secrets")));
            Assert.DoesNotContain(Directory.EnumerateFiles(folder), f => File.ReadAllText(f).Contains(secret, StringComparison.Ordinal));
        }
        finally
        {
            await agent.Client.CancelAsync(job.Ticket, Cancel);
            await agent.Client.CancelAsync(before.Ticket, Cancel);
            await agent.Client.WaitAsync(before.Ticket, Cancel);
        }
    }
}

/// <inheritdoc/>
public sealed class ListeningPackageSpecs(ListeningAgent agent) : PackageSpecs(agent), IClassFixture<ListeningAgent>;

/// <inheritdoc/>
public sealed class PolledPackageSpecs(PolledAgent agent) : PackageSpecs(agent), IClassFixture<PolledAgent>;
