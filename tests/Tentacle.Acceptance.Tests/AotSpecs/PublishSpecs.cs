using Tentacle.Acceptance.Tests.Commands;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Instances;
using Tentacle.Testing.Programs;

namespace Tentacle.Acceptance.Tests.AotSpecs;

/// <summary>The programs as users get them.</summary>
public sealed class PublishSpecs
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_see_the_native_programs_at_work()
    {
        // It throws when the publish warns: of trimming, of AOT, of anything.
        var tentacle = await PublishedTentacle.GetAsync(Cancel);
        using var temporary = new TemporaryDirectory();
        var result = await DemoSpecs.RunAsync(tentacle, temporary.Path);

        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        Assert.Contains("exit code 7", result.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(tentacle.Supervisor));
    }

    [Fact]
    public async Task I_can_run_a_job_with_the_native_programs()
    {
        using var server = TestCertificate.Create();
        await using var instance = await TemporaryInstance.CreateAsync(new TemporaryInstanceOptions { Executable = await PublishedTentacle.GetAsync(Cancel), Trust = [server.Thumbprint] }, Cancel);
        await instance.StartAgentAsync(Cancel);
        using var client = TentacleClient.Connect(new TentacleClientOptions { Address = instance.Address, AgentThumbprint = Thumbprint.Parse(instance.Thumbprint, null), Certificate = server.Certificate });
        var job = await client.SubmitAsync(
            JobTicket.Create(TimeProvider.System),
            new JobRequest { Script = new JobScript { Bash = "cat note.txt; printf '%s\\n' \"$1\" \"$SECRET\"; exit 9" }, Arguments = ["two  words"], Environment = new Dictionary<string, string> { ["SECRET"] = "hush-now" }, SensitiveValues = ["hush-now"], Files = [new JobFile("note.txt", "noted\n"u8.ToArray())] },
            cancellationToken: Cancel);

        Assert.Equal(["noted", "two  words", "********"], await client.FollowLogAsync(job.Ticket, cancellationToken: Cancel).Select(e => e.Record.Text).ToListAsync(Cancel));
        Assert.Equal(9, (await client.WaitAsync(job.Ticket, Cancel)).ExitCode);
        Assert.Equal(0, await instance.StopAgentAsync(Cancel));
    }

    [Fact]
    public async Task I_can_publish_the_programs_for_the_runtime_too()
    {
        using var directory = new TemporaryDirectory();
        var publish = new ProgramStart(
            "dotnet", "publish", SourceTree.At("src", "Tentacle.Cli"), "-c", "Release", "-p:PublishAot=false", "-o", directory["published"],
            "--artifacts-path", directory["build"], "-nodeReuse:false", "-tl:off")
        {
            WorkingDirectory = SourceTree.Root,
        };
        var published = (await RunningProgram.RunAsync(publish, Cancel)).Succeeded();
        var tentacle = new TentacleExecutable(directory["published"]);
        var version = (await RunningProgram.RunAsync(new ProgramStart(tentacle.Path, "version"), Cancel)).Succeeded();

        // Without its order it ends by itself; what matters is that it is a program that starts: a missing runtime or assembly gives 131 and up.
        var supervisor = await RunningProgram.RunAsync(new ProgramStart(tentacle.Supervisor), Cancel);

        Assert.DoesNotContain("warning", published.Output, StringComparison.OrdinalIgnoreCase);
        Assert.NotEmpty(version.Output);
        Assert.InRange(supervisor.ExitCode, 0, 127);
    }
}
