using System.Globalization;
using Tentacle.Contracts;
using Tentacle.Instances.Subscriptions;

namespace Tentacle.Core.Health;

/// <summary>Reports each polled server: the time since when it is connected, or the reason why it is not and the time of the next attempt.</summary>
public sealed class PollingCheck(SubscriptionStates states) : IHealthCheck
{
    public string Name => "polling:servers";

    public ValueTask<HealthFinding> CheckAsync(CancellationToken cancellationToken)
    {
        var servers = states.List();
        var unusable = states.Unusable;
        string[] sentences = [.. unusable, .. servers.OrderBy(s => s.ConnectedSince is not null).Select(Sentence)];
        var status = unusable.Count > 0 || servers.Any(s => s is { ConnectedSince: null, LastError: not null }) ? HealthStatus.Warn : HealthStatus.Pass;
        return ValueTask.FromResult(new HealthFinding(status, sentences.Length == 0 ? "No server is polled." : string.Join(' ', sentences))
        {
            Value = servers.Count(s => s.ConnectedSince is not null),
            Unit = "servers",
            Threshold = servers.Count,
        });
    }

    private static string Sentence(PolledServerState server) => server switch
    {
        { ConnectedSince: { } since } => string.Create(
            CultureInfo.InvariantCulture,
            $"The polled server {server.Subscription.Address} is connected since {since:u}."),
        { LastError: { } error } => string.Create(
            CultureInfo.InvariantCulture,
            $"The polled server {server.Subscription.Address} is not connected ({server.LastErrorAt:u}): {Ended(error)} {Next(server)}"),
        _ => $"The polled server {server.Subscription.Address} is being dialled.",
    };

    private static string Next(PolledServerState server) =>
        server.NextTry is { } next ? string.Create(CultureInfo.InvariantCulture, $"It is dialled again at {next:u}.") : "It is being dialled again.";

    private static string Ended(string sentence) => sentence.EndsWith('.') ? sentence : sentence + ".";
}
