using System.Text.RegularExpressions;
using Tentacle.Acceptance.Tests.Agents;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Polling;

/// <summary>What an administrator sees on the agent's machine while a polled server is gone for long.</summary>
public sealed partial class PollingOutageSpecs(PolledAgent agent) : IClassFixture<PolledAgent>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_see_why_a_server_is_away_and_when_it_is_tried_again_until_it_is_back()
    {
        using var local = TentacleClient.OverLocalSocket(Path.Combine(agent.Instance.Home, "tentacle.sock"));
        Assert.Matches($@"^The polled server https://localhost:{agent.PollingServer.Port}/ is connected since [-0-9]+ [:0-9]+Z\.$", (await InspectAsync(local)).Output);

        await agent.PollingServer.DisposeAsync();

        // Its loss, and two attempts that failed.
        var reasons = new HashSet<string>();
        await Eventually.TrueAsync(async () => await AddReasonAsync(local, reasons) == 3, Cancel, TimeSpan.FromSeconds(90), "the server was lost and dialled twice");
        var last = await InspectAsync(local);
        Assert.Equal(HealthStatus.Warn, last.Status);
        Assert.Equal(0, last.ObservedValue);
        Assert.Matches("could not be connected to: Connection refused.*It is (being dialled again|dialled again at [-0-9]+ [:0-9]+Z)\\.$", last.Output);

        await agent.StartServerAsync();
        await agent.IsConnectedAsync(Cancel);
        Assert.Equal(HealthStatus.Pass, (await InspectAsync(local)).Status);
        var shown = (await agent.Instance.RunAsync(Cancel, "health", "--instance", agent.Instance.Name)).Succeeded();
        Assert.Contains("is connected since", shown.Output, StringComparison.Ordinal);
    }

    private static async Task<HealthCheckResult> InspectAsync(TentacleClient local) => Assert.Single((await local.GetHealthAsync(Cancel)).Checks["polling:servers"]);

    private static async Task<int> AddReasonAsync(TentacleClient local, HashSet<string> reasons)
    {
        var output = (await InspectAsync(local)).Output;
        if (NotConnected().Match(output) is { Success: true } match)
        {
            reasons.Add(match.Groups[1].Value);
        }

        return reasons.Count;
    }

    [GeneratedRegex(@"is not connected \(([^)]*)\)")]
    private static partial Regex NotConnected();
}
