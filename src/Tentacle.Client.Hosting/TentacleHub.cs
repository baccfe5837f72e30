using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Tentacle.Contracts;

namespace Tentacle.Client.Hosting;

/// <summary>All agents that poll this server.</summary>
internal sealed class TentacleHub(IOptions<TentaclePollingOptions> options, TimeProvider time) : ITentacleHub, IDisposable
{
    private const int ClaimsKept = 100;
    private readonly ConcurrentDictionary<SubscriptionId, PollingAgent> _agents = new();
    private readonly ConcurrentQueue<RefusedClaim> _claims = new();

    public TentacleClient GetClient(SubscriptionId subscription) =>
        TentacleClient.Over(Get(subscription), new AgentPeer($"The agent {subscription}", options.Value.RetryBudget, time));

    public HttpMessageHandler GetHandler(SubscriptionId subscription) => Get(subscription);

    public IReadOnlyList<PollingAgentState> List() => [.. _agents.Values.Select(a => a.State)];

    public IReadOnlyList<RefusedClaim> RefusedClaims() => [.. _claims.Reverse()];

    public PollingAgent Get(SubscriptionId subscription) => _agents.GetOrAdd(subscription, id => new PollingAgent(id, options.Value, time));

    public void Record(SubscriptionId subscription, Thumbprint registered, Thumbprint presented)
    {
        _claims.Enqueue(new RefusedClaim(time.GetUtcNow(), subscription, registered, presented));
        while (_claims.Count > ClaimsKept)
        {
            _claims.TryDequeue(out _);
        }
    }

    public void Dispose()
    {
        foreach (var agent in _agents.Values)
        {
            agent.Dispose();
        }
    }
}
