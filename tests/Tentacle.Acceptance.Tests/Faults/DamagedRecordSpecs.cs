using Tentacle.Client;
using Tentacle.Contracts;

namespace Tentacle.Acceptance.Tests.Faults;

/// <summary>C1, C2: a damaged record harms no other job, the ticket stays known, and a job that runs goes on.</summary>
public sealed class DamagedRecordSpecs : IAsyncLifetime
{
    private FaultAgent _agent = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _agent = await FaultAgent.StartAsync(Cancel);

    public ValueTask DisposeAsync() => _agent.DisposeAsync();

    [Fact]
    public async Task I_am_told_that_a_job_is_lost_when_its_record_is_damaged_and_it_never_runs_again()
    {
        var job = await _agent.SubmitAsync("echo once >> ../../ran", Cancel, ticket: "damaged");
        await _agent.Client.WaitAsync(job.Ticket, Cancel);
        await RestartAfterAsync(() => File.WriteAllText(Path.Combine(_agent.Folder(job.Ticket), "job.json"), "{\"ticket\":"));

        var lost = await _agent.Client.GetJobAsync(job.Ticket, Cancel);
        Assert.Equal((JobState.Complete, JobOutcome.Lost, ScriptExitCodes.Lost), (lost.State, lost.Outcome, lost.ExitCode));
        Assert.Contains("its record is damaged", lost.Reason, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<TentacleProblemException>(() => _agent.SubmitAsync("echo once >> ../../ran", Cancel, ticket: "damaged"));
        Assert.Equal(409, refused.Problem.Status);
        Assert.Contains("damaged", refused.Problem.Detail, StringComparison.Ordinal);
        Assert.Equal("once\n", await File.ReadAllTextAsync(Path.Combine(_agent.Instance.Home, "ran"), Cancel));
        Assert.Equal(HealthStatus.Warn, (await _agent.Client.GetHealthAsync(Cancel)).Checks["records:intact"][0].Status);

        await _agent.Client.ForgetAsync(job.Ticket, Cancel);
        Assert.Equal(HealthStatus.Pass, (await _agent.Client.GetHealthAsync(Cancel)).Checks["records:intact"][0].Status);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_agent.Instance.Home, "Damaged")));
    }

    [Theory]
    [InlineData("job.json")]
    [InlineData("started")]
    public async Task I_can_start_the_agent_while_a_job_runs_whose_record_is_damaged_and_it_keeps_running_and_its_lock(string file)
    {
        var gate = Path.Combine(_agent.Instance.Home, "gate");
        var job = await _agent.SubmitAsync($"echo waiting; while [ ! -e '{gate}' ]; do sleep 0.05; done; exit 7", Cancel, Full);
        await _agent.SeesAsync(job.Ticket, "waiting", Cancel);
        await RestartAfterAsync(() => File.WriteAllText(Path.Combine(_agent.Folder(job.Ticket), file), "garbage"));

        Assert.Equal(JobState.Running, (await _agent.Client.GetJobAsync(job.Ticket, Cancel)).State);
        var next = await _agent.SubmitAsync("echo next", Cancel, Full);
        Assert.Equal([job.Ticket], (await _agent.Client.GetJobAsync(next.Ticket, Cancel)).WaitingFor!.Holders);

        await File.WriteAllTextAsync(gate, "", Cancel);
        var ended = await _agent.Client.WaitAsync(job.Ticket, Cancel);
        Assert.Equal((JobOutcome.Failed, 7), (ended.Outcome, ended.ExitCode));
        await _agent.Client.WaitAsync(next.Ticket, Cancel);

        await RestartAfterAsync(() => { });
        ended = await _agent.Client.GetJobAsync(job.Ticket, Cancel);
        Assert.Equal((JobOutcome.Failed, 7), (ended.Outcome, ended.ExitCode));
        Assert.Equal(["waiting"], (await _agent.ReadLogAsync(job.Ticket, Cancel)).Select(r => r.Text));
    }

    private static JobRequest Full(JobRequest request) => request with { Isolation = new JobIsolation() };

    private async Task RestartAfterAsync(Action harm)
    {
        await _agent.Instance.KillAgentAsync(Cancel);
        harm();
        await _agent.Instance.StartAgentAsync(Cancel);
    }
}
