using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Contracts;

namespace Tentacle.Acceptance.Tests.Jobs;

/// <summary>What a server does with jobs, the same however it is connected.</summary>
public abstract class JobSpecs(ConnectedAgent agent)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_run_a_script_and_get_its_log_and_exit_code()
    {
        var request = new JobRequest { Script = new JobScript { Bash = "echo hello; echo oh >&2; exit 3" } };

        var job = await agent.Client.SubmitAsync(JobTicket.Create(TimeProvider.System), request, cancellationToken: Cancel);
        var lines = await agent.Client.FollowLogAsync(job.Ticket, cancellationToken: Cancel).Select(entry => (entry.Record.Stream, entry.Record.Text)).ToListAsync(Cancel);
        job = await agent.Client.WaitAsync(job.Ticket, Cancel);

        Assert.Equal([(LogStream.Stdout, "hello"), (LogStream.Stderr, "oh")], lines.Order());
        Assert.Equal((JobOutcome.Failed, 3), (job.Outcome, job.ExitCode));
    }
}

/// <inheritdoc/>
public sealed class ListeningJobSpecs(ListeningAgent agent) : JobSpecs(agent), IClassFixture<ListeningAgent>;

/// <inheritdoc/>
public sealed class PolledJobSpecs(PolledAgent agent) : JobSpecs(agent), IClassFixture<PolledAgent>;
