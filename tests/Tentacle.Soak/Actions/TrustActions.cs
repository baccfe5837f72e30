using Tentacle.Client;
using Tentacle.Soak.Agents;
using Tentacle.Testing;

namespace Tentacle.Soak.Actions;

/// <summary>What operators do while servers work.</summary>
internal static class TrustActions
{
    private static readonly TimeSpan FollowedWithin = TimeSpan.FromSeconds(30);

    /// <summary>A second server is trusted, gets in, is trusted no longer, and is kept out.</summary>
    public static Task ChangeTrustAsync(Worker worker, CancellationToken cancellationToken) => worker.Agent.Traits.Polls
        ? ChangeSettingsAsync(worker, cancellationToken)
        : worker.Agent.ChangeSettingsAsync(async () =>
        {
            var instance = worker.Agent.Instance;
            using var other = TestCertificate.Create("CN=Second Server");
            (await instance.RunAsync(cancellationToken, "configure", "--instance", instance.Name, "--trust", other.Thumbprint)).Succeeded();
            await Eventually.TrueAsync(() => GetsInAsync(worker.Agent, other, cancellationToken), cancellationToken, FollowedWithin, "a server that is trusted now gets in");
            (await instance.RunAsync(cancellationToken, "configure", "--instance", instance.Name, "--remove-trust", other.Thumbprint)).Succeeded();
            await Eventually.TrueAsync(async () => !await GetsInAsync(worker.Agent, other, cancellationToken), cancellationToken, FollowedWithin, "a server that is trusted no longer is kept out");
        }, cancellationToken);

    /// <summary>Limits and levels that an agent follows while it works.</summary>
    public static Task ChangeSettingsAsync(Worker worker, CancellationToken cancellationToken) => worker.Agent.ChangeSettingsAsync(
        () =>
        {
            int? running = worker.Random.Next(2) == 0 ? null : worker.Random.Next(2, 20);
            var level = worker.Random.Next(2) == 0 ? "Info" : "Trace";
            worker.Agent.Instance.ChangeSettings(settings =>
            {
                SoakAgent.Section(settings, "Jobs")["MaxRunning"] = running;
                SoakAgent.Section(settings, "Octopus")["LogLevel"] = level;
            });
            return Task.CompletedTask;
        },
        cancellationToken);

    private static async Task<bool> GetsInAsync(SoakAgent agent, TestCertificate certificate, CancellationToken cancellationToken)
    {
        using var client = agent.Connect(certificate, agent.Instance.Port, TimeSpan.Zero);
        try
        {
            await client.DescribeAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (e is TentacleConnectionException or TentacleProblemException)
        {
            return false;
        }
    }
}
