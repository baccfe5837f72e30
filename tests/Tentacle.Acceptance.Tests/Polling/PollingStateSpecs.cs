using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Contracts;

namespace Tentacle.Acceptance.Tests.Polling;

/// <summary>What an agent says of the servers that it polls.</summary>
public sealed class PollingStateSpecs(PolledAgent agent) : IClassFixture<PolledAgent>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_see_in_the_metrics_how_many_connections_are_open_to_each_polled_server()
    {
        var metrics = await agent.Http.GetStringAsync(new Uri(ApiRoutes.Metrics, UriKind.Relative), Cancel);

        var port = agent.PollingServer.Port;
        Assert.Contains($"tentacle_polling_connections{{server_address=\"localhost\",server_port=\"{port}\"}} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains($"tentacle_polling_failures_total{{server_address=\"localhost\",server_port=\"{port}\"}} 0\n", metrics, StringComparison.Ordinal);
    }
}
