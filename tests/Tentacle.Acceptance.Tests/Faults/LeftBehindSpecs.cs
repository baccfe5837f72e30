using Tentacle.Contracts;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Faults;

/// <summary>Whatever a script leaves in its workspace, the job can be deleted and the agent starts again.</summary>
public sealed class LeftBehindSpecs : IAsyncLifetime
{
    // B1: the path of the innermost directory has more bytes than the kernel takes.
    private const string Deep = "for i in $(seq 120); do mkdir dddddddddddddddddddddddddddddddddddddddd && cd dddddddddddddddddddddddddddddddddddddddd; done; echo deep > file";
    private FaultAgent _agent = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Work => Path.Combine(_agent.Instance.Home, "Work");

    public async ValueTask InitializeAsync() => _agent = await FaultAgent.StartAsync(Cancel);

    public ValueTask DisposeAsync() => _agent.DisposeAsync();

    [Fact]
    public async Task I_can_delete_a_job_that_left_a_tree_too_deep_for_a_path()
    {
        var job = await RunAsync(Deep);

        await _agent.Client.ForgetAsync(job.Ticket, Cancel);

        Assert.Empty(Directory.GetFileSystemEntries(Work));
        Assert.False(Directory.Exists(_agent.Folder(job.Ticket)));
    }

    [Fact]
    public async Task I_can_start_the_agent_again_over_a_tree_too_deep_for_a_path_and_it_is_removed()
    {
        var job = await RunAsync(Deep);
        await _agent.Instance.KillAgentAsync(Cancel);

        // As after a crash in the middle of deleting it, and with a workspace that no job has.
        Directory.Delete(_agent.Folder(job.Ticket), recursive: true);
        await _agent.Instance.StartAgentAsync(Cancel);

        await Eventually.TrueAsync(() => Directory.GetFileSystemEntries(Work).Length == 0, Cancel);
        Assert.Equal(JobOutcome.Succeeded, (await RunAsync("exit 0")).Outcome);
    }

    private async Task<Job> RunAsync(string bash)
    {
        var job = await _agent.SubmitAsync(bash, Cancel);
        var ended = await _agent.Client.WaitAsync(job.Ticket, Cancel);
        Assert.Equal(JobOutcome.Succeeded, ended.Outcome);
        return ended;
    }
}
