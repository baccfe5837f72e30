using System.Globalization;
using Tentacle.Core.Subscriptions;

namespace Tentacle.Core.Health;

/// <summary>Whether every polled server is connected: one that is not cannot send jobs.</summary>
public sealed class PollingCheck(SubscriptionStates states) : IHealthCheck
{
    public string Name => "polling:connections";

    public ValueTask<HealthFinding> LookAsync(CancellationToken cancellationToken)
    {
        var servers = states.List();
        var lost = servers.Where(s => s.Connections == 0).ToList();
        var finding = servers.Count == 0 ? HealthFinding.Pass("No server is polled.")
            : lost is [var first, ..] ? HealthFinding.Warn(Describe(first, lost.Count - 1))
            : HealthFinding.Pass(servers.Count == 1 ? "The polled server is connected." : $"All {servers.Count} polled servers are connected.");
        return ValueTask.FromResult(finding with { Value = servers.Count - lost.Count, Unit = "servers", Threshold = servers.Count });
    }

    private static string Describe(PolledServerState server, int others)
    {
        var reason = server.LastError?.TrimEnd('.') ?? "it has not answered yet";
        var next = server.NextTry is { } at ? string.Create(CultureInfo.InvariantCulture, $" It is tried again at {at:u}.") : "";
        var more = others == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" {others} more {(others == 1 ? "is" : "are")} not connected.");
        return $"The polled server {server.Subscription.Address} is not connected: {reason}.{next}{more} Check that it runs and that nothing between blocks its port.";
    }
}
