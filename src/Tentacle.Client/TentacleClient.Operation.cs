using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Client;

/// <content>Health checks and drain.</content>
public sealed partial class TentacleClient
{
    /// <summary>Runs all health checks of the agent. A report of a failure is returned like any other.</summary>
    public Task<HealthReport> GetHealthAsync(CancellationToken cancellationToken = default) =>
        GetAsync(ApiRoutes.Health, ApiJson.Default.HealthReport, null, cancellationToken);

    /// <summary>Checks whether the agent answers.</summary>
    public Task<Liveness> GetLivenessAsync(CancellationToken cancellationToken = default) =>
        GetAsync(ApiRoutes.Livez, ApiJson.Default.Liveness, null, cancellationToken);

    /// <summary>
    /// Returns the peers that were rejected recently because of their certificate, newest first, and those that connected without TLS. The agent keeps the last
    /// hundred thumbprints. A peer chooses the name in its certificate, so the name proves nothing.
    /// </summary>
    public Task<RefusedConnectionList> GetRefusedConnectionsAsync(CancellationToken cancellationToken = default) =>
        GetAsync(ApiRoutes.RefusedConnections, ApiJson.Default.RefusedConnectionList, null, cancellationToken);

    /// <summary>
    /// Makes the agent read its settings again, and returns when they are in force. The agent also notices a changed file by itself, within two seconds.
    /// </summary>
    /// <exception cref="TentacleProblemException">The settings cannot be applied. The agent keeps those that it has.</exception>
    public async Task ReloadSettingsAsync(CancellationToken cancellationToken = default)
    {
        using var response = await _calls.SendAsync(HttpMethod.Post, ApiRoutes.ReloadSettings, prepare: null, cancellationToken);
    }

    /// <summary>
    /// Makes the agent reject new jobs and start no waiting ones, until <see cref="EndDrainAsync"/>. Returns when no job is running, or after the wait.
    /// </summary>
    public async Task<DrainState> BeginDrainAsync(TimeSpan wait = default, CancellationToken cancellationToken = default)
    {
        using var response = await _calls.SendAsync(
            HttpMethod.Post,
            ApiRoutes.Drain,
            message => Prefer(message, wait > TimeSpan.Zero ? wait : null),
            cancellationToken);
        return await AgentCalls.ReadAsync(response, ApiJson.Default.DrainState, cancellationToken);
    }

    /// <summary>Makes the agent accept jobs again.</summary>
    public async Task<DrainState> EndDrainAsync(CancellationToken cancellationToken = default)
    {
        using var response = await _calls.SendAsync(HttpMethod.Delete, ApiRoutes.Drain, null, cancellationToken);
        return await AgentCalls.ReadAsync(response, ApiJson.Default.DrainState, cancellationToken);
    }
}
