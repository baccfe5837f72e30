using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Monitoring;

/// <summary>What an operator is told of an agent whose server has gone.</summary>
public sealed class PollingHealthSpecs(PolledAgent agent) : IClassFixture<PolledAgent>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_am_told_of_a_polled_server_that_is_lost_and_when_it_is_back()
    {
        Assert.Equal("The polled server is connected.", (await agent.Client.GetHealthAsync(Cancel)).Checks["polling:connections"][0].Output);

        var port = agent.PollingServer.Port;
        await agent.PollingServer.StopAsync(Cancel);
        await Eventually.TrueAsync(
            async () => (await HealthAsync()).Contains($"The polled server https://localhost:{port}/ is not connected", StringComparison.Ordinal),
            Cancel,
            TimeSpan.FromSeconds(60),
            "health tells of the lost server");

        await agent.StartServerAsync();
        await agent.IsConnectedAsync(Cancel);
        Assert.DoesNotContain("is not connected", await HealthAsync(), StringComparison.Ordinal);
    }

    private async Task<string> HealthAsync() => (await agent.Instance.RunAsync(Cancel, "health", "--instance", agent.Instance.Name)).Output;
}
