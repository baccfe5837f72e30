using System.Text.Json;
using Tentacle.Soak.Jobs;
using Tentacle.Soak.Machine;
using Tentacle.Testing.Faults;
using Tentacle.Testing.Programs;

namespace Tentacle.Soak.Actions;

/// <summary>What machines and networks do: kills, full disks, damaged records, cut lines. Two loops beside those that give work.</summary>
internal sealed class Chaos(SoakWorld world, Random random)
{
    private const int RoomLeft = 30_000;
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan BetweenCuts = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan FullFor = TimeSpan.FromSeconds(3);

    private Findings Findings => world.Findings;

    /// <summary>Does harm now and then until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await Task.Delay(random.NextDouble() * MaxPause, TimeProvider.System, stop);
                try
                {
                    await HarmAsync(stop);
                }
                catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
                {
                    Findings.Fail($"harm: {e}");
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }
    }

    /// <summary>Cuts lines again and again, after a random number of bytes.</summary>
    public async Task CutAsync(CancellationToken stop)
    {
        var cuts = new Random(random.Next());
        using var timer = new PeriodicTimer(BetweenCuts, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                var agent = world.Agents[cuts.Next(world.Agents.Count)];
                var direction = cuts.Next(2) == 0 ? agent.Line.ToServer : agent.Line.ToClient;

                // An agent that polls dials again after as much as 20 s: more of its lines would be down than up.
                direction.CutAfter(agent.Traits.Polls ? cuts.Next(1_000_000, 50_000_000) : cuts.Next(5_000_000), cuts.Next(2) == 0 ? CutKind.Reset
                    : CutKind.Close);
                Findings.Count("cuts of lines");
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }
    }

    private Task HarmAsync(CancellationToken stop) => random.Next(10) switch
    {
        < 4 => KillAgentAsync(),
        < 8 => KillSupervisorAsync(),
        _ => FillDiskAsync(stop),
    };

    private async Task KillAgentAsync()
    {
        var killed = world.Agents.Where(a => a.Traits.IsKilled).ToList();
        var agent = killed[random.Next(killed.Count)];
        var damage = new RecordDamage(world, random);
        var damaged = random.Next(3) == 0 ? damage.Choose(agent) : null;
        await agent.KillAndRestartAsync(() => damaged is null ? Task.CompletedTask : damage.DoAsync(damaged), CancellationToken.None);
        Findings.Count("agents killed");
        if (damaged is not null)
        {
            await damage.CheckAsync(damaged);
        }
    }

    private Task KillSupervisorAsync()
    {
        var running = world.Agents.SelectMany(world.Ledger.Open).Where(j => j.Plan.MayLoseSupervisor && SupervisorOf(j) is not null).ToList();
        if (running.Count > 0)
        {
            var job = running[random.Next(running.Count)];
            job.Suffers(Mishaps.SupervisorKilled);
            if (SupervisorOf(job) is { } pid)
            {
                RunningProgram.KillById(pid);
                Findings.Count("supervisors killed");
            }
        }

        return Task.CompletedTask;
    }

    private async Task FillDiskAsync(CancellationToken stop)
    {
        if (world.Agents.FirstOrDefault(a => a.HasSmallDisk) is not { } agent)
        {
            return;
        }

        agent.Fill(RoomLeft);
        try
        {
            await Task.Delay(random.NextDouble() * FullFor, TimeProvider.System, stop);
        }
        finally
        {
            agent.Empty();
        }

        Findings.Count("disks filled");
    }

    // Null while it has not started, and when it has ended: a pid that another process has by now is not one of a supervisor.
    private static int? SupervisorOf(SoakJob job)
    {
        try
        {
            using var started = JsonDocument.Parse(File.ReadAllText(Path.Combine(job.Agent.Jobs, job.Ticket.FolderName, "started")));
            var pid = started.RootElement.GetProperty("supervisor").GetProperty("pid").GetInt32();
            return ProcessFigures.NameOf(pid).StartsWith("tentacle-superv", StringComparison.Ordinal) ? pid : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
