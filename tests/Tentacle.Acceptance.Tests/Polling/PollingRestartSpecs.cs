using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Contracts;

namespace Tentacle.Acceptance.Tests.Polling;

/// <summary>What a server does that was away.</summary>
public sealed class PollingRestartSpecs(FaultyPolledAgent agent) : IClassFixture<FaultyPolledAgent>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_go_on_after_the_server_was_started_again()
    {
        var ticket = JobTicket.Create(TimeProvider.System);
        await agent.Client.SubmitAsync(ticket, new JobRequest { Script = new JobScript { Bash = "echo hello" } }, cancellationToken: Cancel);

        await agent.StartServerAsync();
        using var client = agent.CreateClient();

        Assert.Equal(JobOutcome.Succeeded, (await client.WaitAsync(ticket, Cancel)).Outcome);
    }
}
