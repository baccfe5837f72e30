using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Instances;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Trust;

namespace Tentacle.Manager.Model.Instances;

/// <summary>Reads the state of an instance: its settings, and its agent over the local socket. Changes nothing.</summary>
public sealed class InstanceReader(InstanceCatalog catalog, ServiceReader services, TimeProvider time) : IDisposable
{
    private const int JobsShown = 500;
    private static readonly TimeSpan MaxAnswer = TimeSpan.FromSeconds(5);

    // Clients are kept, because a new connection for each update would cost the agent more than its answers.
    private readonly ConcurrentDictionary<string, TentacleClient> _agents = new();

    public async Task<InstanceSnapshot> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var snapshot = ReadSettings(name);
        if (snapshot.Home is { } home)
        {
            var service = await services.ReadAsync(snapshot.Instance!, cancellationToken);
            snapshot = await ReadAgentAsync(
                snapshot with { Disk = DiskSpace.Find(home.Directory, snapshot.Settings!.Disk.MinimumFree), Service = service },
                home,
                cancellationToken);
        }

        return snapshot with { Health = HealthStatusText.From(snapshot, time.GetUtcNow()) };
    }

    public void Dispose()
    {
        foreach (var agent in _agents.Values)
        {
            agent.Dispose();
        }
    }

    private InstanceSnapshot ReadSettings(string name)
    {
        try
        {
            return catalog.Find(name) is { } instance
                ? new InstanceSnapshot { Name = instance.Name, Instance = instance, Settings = instance.Settings.Load() }
                : new InstanceSnapshot { Name = name, Problem = $"There is no instance named '{name}' on this machine. It may have been deleted." };
        }
        catch (SettingsException e)
        {
            return new InstanceSnapshot { Name = name, Problem = e.Message };
        }
    }

    private async Task<InstanceSnapshot> ReadAgentAsync(InstanceSnapshot snapshot, InstanceHome home, CancellationToken cancellationToken)
    {
        using var timeUp = new CancellationTokenSource(MaxAnswer, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, cancellationToken);
        var agent = _agents.GetOrAdd(home.LocalSocket, TentacleClient.OverLocalSocket);
        try
        {
            var refused = await agent.GetRefusedConnectionsAsync(either.Token);
            return snapshot with
            {
                Agent = await agent.DescribeAsync(either.Token),
                Report = await agent.GetHealthAsync(either.Token),
                Jobs = await ListJobsAsync(agent, either.Token),
                Refused = refused.Items,
                Unencrypted = refused.Unencrypted,
                RunningSince = File.GetLastWriteTimeUtc(home.LocalSocket),
            };
        }
        catch (Exception e) when (IsUnreachable(e) && !cancellationToken.IsCancellationRequested)
        {
            return snapshot with { IsForbidden = IsForbidden(e), Refused = ReadRefused(home) };
        }
    }

    private static async Task<IReadOnlyList<Job>> ListJobsAsync(TentacleClient agent, CancellationToken cancellationToken)
    {
        var jobs = new List<Job>();
        await foreach (var job in agent.ListJobsAsync(cancellationToken: cancellationToken))
        {
            jobs.Add(job);
            if (jobs.Count == JobsShown)
            {
                break;
            }
        }

        return jobs;
    }

    private static IReadOnlyList<RefusedConnection> ReadRefused(InstanceHome home)
    {
        try
        {
            return RefusedConnections.Read(home.RefusedConnections);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool IsUnreachable(Exception e) =>
        e is TentacleConnectionException or TentacleProblemException or HttpRequestException or IOException or OperationCanceledException or JsonException;

    private static bool IsForbidden(Exception? e) => e switch
    {
        null => false,
        SocketException { SocketErrorCode: SocketError.AccessDenied } or UnauthorizedAccessException => true,
        _ => IsForbidden(e.InnerException),
    };
}
