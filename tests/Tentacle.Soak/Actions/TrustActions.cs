using Tentacle.Client;
using Tentacle.Soak.Agents;
using Tentacle.Testing;

namespace Tentacle.Soak.Actions;

/// <summary>What operators do while servers work.</summary>
internal static class TrustActions
{
    private static readonly TimeSpan DamagedFor = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan FollowedWithin = TimeSpan.FromSeconds(30);

    /// <summary>A second server is trusted, gets in, is trusted no longer, and is kept out.</summary>
    public static Task ChangeTrustAsync(Worker worker, CancellationToken cancellationToken) => worker.Agent.Traits.Polls
        ? ChangeSettingsAsync(worker, cancellationToken)
        : worker.Agent.ChangeSettingsAsync(async () =>
        {
            var instance = worker.Agent.Instance;
            using var other = TestCertificate.Create("CN=Second Server");
            (await instance.RunAsync(cancellationToken, "configure", "--instance", instance.Name, "--trust", other.Thumbprint)).Succeeded();
            await Eventually.TrueAsync(() => GetsInAsync(worker.Agent, other, cancellationToken), cancellationToken, FollowedWithin,
                "a server that is trusted now gets in");
            (await instance.RunAsync(cancellationToken, "configure", "--instance", instance.Name, "--remove-trust", other.Thumbprint)).Succeeded();
            await Eventually.TrueAsync(async () => !await GetsInAsync(worker.Agent, other, cancellationToken), cancellationToken, FollowedWithin,
                "a server that is trusted no longer is kept out");
        }, cancellationToken);

    /// <summary>Limits and levels that an agent follows while it works.</summary>
    public static Task ChangeSettingsAsync(Worker worker, CancellationToken cancellationToken) => worker.Agent.ChangeSettingsAsync(
        () =>
        {
            int? running = worker.Random.Next(2) == 0 ? null : worker.Random.Next(2, 20);
            var level = worker.Random.Next(2) == 0 ? "Info" : "Warn";
            worker.Agent.Instance.ChangeSettings(settings =>
            {
                SoakAgent.Section(settings, "Jobs")["MaxRunning"] = running;
                SoakAgent.Section(settings, "Octopus")["LogLevel"] = level;
            });
            return Task.CompletedTask;
        },
        cancellationToken);

    /// <summary>
    /// The settings file is damaged for a moment: the last good settings stay in force. Not for agents that are killed, which could not start with it.
    /// </summary>
    public static Task DamageSettingsAsync(Worker worker, CancellationToken cancellationToken) => worker.Agent.Traits.IsKilled || !worker.World.Damages
        ? ChangeSettingsAsync(worker, cancellationToken)
        : worker.Agent.ChangeSettingsAsync(async () =>
        {
            var path = worker.Agent.Instance.SettingsFile;
            var good = await File.ReadAllBytesAsync(path, cancellationToken);
            string[] bad = ["", "{", "{}", "[]", "null", "{\"Jobs\":{\"MaxRunning\":-1}}"];
            try
            {
                await File.WriteAllTextAsync(path, bad[worker.Random.Next(bad.Length)], cancellationToken);
                await Task.Delay(DamagedFor, TimeProvider.System, cancellationToken);
                worker.Findings.Check(await GetsInAsync(worker.Agent, worker.World.Server, cancellationToken),
                    $"'{worker.Agent.Name}' trusts its server no longer while its settings are damaged");
            }
            finally
            {
                await File.WriteAllBytesAsync(path + ".new", good, CancellationToken.None);
                File.Move(path + ".new", path, overwrite: true);
            }
        }, cancellationToken);

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
