using Tentacle.Soak.Agents;
using Tentacle.Soak.Jobs;

namespace Tentacle.Soak.Actions;

/// <summary>A loop that gives one agent work: one thing after another, chosen by chance.</summary>
internal sealed class Worker(SoakWorld world, SoakAgent agent, int number, Random random)
{
    private static readonly TimeSpan MaxDuration = TimeSpan.FromMinutes(6);

    /// <summary>What there is to do, and how often of all times.</summary>
    private static readonly (int Weight, string Name, Func<Worker, CancellationToken, Task> Run)[] Actions =
    [
        (50, "job", JobActions.RunJobAsync),
        (10, "jobs left alone", JobActions.LeaveJobsAsync),
        (10, "cancel", JobActions.CancelJobAsync),
        (10, "transfer", FileActions.TransferAsync),
        (5, "upload in two goes", FileActions.UploadInTwoGoesAsync),
        (8, "deployment", DeploymentActions.DeployAsync),
        (3, "trust", TrustActions.ChangeTrustAsync),
        (4, "settings", TrustActions.ChangeSettingsAsync),
        (4, "strangers", StrangerActions.FloodAsync),
        (2, "damaged settings", TrustActions.DamageSettingsAsync),
        (5, "lists", JobActions.ListAsync),
    ];

    public SoakWorld World => world;

    public SoakAgent Agent => agent;

    public Random Random => random;

    public Findings Findings => world.Findings;

    public JobKinds Kinds { get; } = new(random, world.ScratchOf(agent));

    /// <summary>No other worker of the agent has it: what is named after it is this worker's alone.</summary>
    public string Name { get; } = $"worker-{number}";

    /// <summary>How many times this worker deployed.</summary>
    public int Deployments { get; set; }

    /// <summary>What may be current: more than one version while a deployment may go on whose supervisor was killed.</summary>
    public HashSet<string?> CurrentVersions { get; } = [null];

    /// <summary>Works until it is told to stop; what it has begun it ends.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var (_, name, run) = Choose();
            try
            {
                using var patience = new CancellationTokenSource(MaxDuration);
                await run(this, patience.Token);
                Findings.Count("actions: " + name);
            }
            catch (Exception e)
            {
                Findings.Fail($"{name} with '{agent.Name}': {e}");
            }
        }
    }

    private (int Weight, string Name, Func<Worker, CancellationToken, Task> Run) Choose()
    {
        var at = random.Next(Actions.Sum(a => a.Weight));
        return Actions.First(a => (at -= a.Weight) < 0);
    }
}
