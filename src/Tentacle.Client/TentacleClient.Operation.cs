using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Client;

/// <content>Whether the agent is well, and emptying it.</content>
public sealed partial class TentacleClient
{
    /// <summary>Looks at everything that the agent needs; a report of failure is an answer as well.</summary>
    public Task<HealthReport> GetHealthAsync(CancellationToken cancellationToken = default) =>
        GetAsync(ApiRoutes.Health, ApiJson.Default.HealthReport, null, cancellationToken);

    /// <summary>Asks whether the agent lives: it does when it answers.</summary>
    public Task<Liveness> GetLivenessAsync(CancellationToken cancellationToken = default) =>
        GetAsync(ApiRoutes.Livez, ApiJson.Default.Liveness, null, cancellationToken);

    /// <summary>Whoever was turned away lately, newest first: the agent keeps the last hundred thumbprints. What they claim to be is theirs to say.</summary>
    public async Task<IReadOnlyList<RefusedConnection>> ListRefusedConnectionsAsync(CancellationToken cancellationToken = default) =>
        (await GetAsync(ApiRoutes.RefusedConnections, ApiJson.Default.RefusedConnectionList, null, cancellationToken)).Items;

    /// <summary>Has the agent take no new jobs and start none that wait, until <see cref="EndDrainAsync"/>. Returns when nothing runs any more, or after the wait.</summary>
    public async Task<DrainState> BeginDrainAsync(TimeSpan wait = default, CancellationToken cancellationToken = default)
    {
        using var response = await _calls.SendAsync(HttpMethod.Post, ApiRoutes.Drain, message => Prefer(message, wait > TimeSpan.Zero ? wait : null), cancellationToken);
        return await AgentCalls.ReadAsync(response, ApiJson.Default.DrainState, cancellationToken);
    }

    /// <summary>Has the agent take jobs again.</summary>
    public async Task<DrainState> EndDrainAsync(CancellationToken cancellationToken = default)
    {
        using var response = await _calls.SendAsync(HttpMethod.Delete, ApiRoutes.Drain, null, cancellationToken);
        return await AgentCalls.ReadAsync(response, ApiJson.Default.DrainState, cancellationToken);
    }
}
