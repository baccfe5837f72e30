using System.Globalization;
using Tentacle.Contracts;
using Tentacle.Soak.Actions;
using Tentacle.Soak.Agents;
using Tentacle.Soak.Checks;
using Tentacle.Testing;
using Tentacle.Testing.Instances;

namespace Tentacle.Soak;

/// <summary>One run: agents, load and harm for a time, then the count.</summary>
internal sealed class SoakRun(SoakOptions options, SoakWorld world, Action<string> print)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaxStop = TimeSpan.FromSeconds(30);

    private static readonly AgentTraits[] Agents =
    [
        new("steady") { Workers = 2 },
        new("killed") { IsKilled = true, Workers = 2 },
        new("polled") { IsKilled = true, Polls = true },
        new("small") { IsKilled = true, DiskSize = "24m" },
    ];

    /// <summary>Runs, checks and prints.</summary>
    /// <param name="options">How long and what.</param>
    /// <param name="print">Told a line at a time.</param>
    /// <param name="stop">Ends the load early; the count follows all the same.</param>
    /// <returns>Whether nothing was wrong.</returns>
    public static async Task<bool> RunAsync(SoakOptions options, Action<string> print, CancellationToken stop)
    {
        print(string.Create(CultureInfo.InvariantCulture,
            $"soak: {options.Duration.TotalMinutes:0.##} min, seed {options.Seed}, {(options.Native ? "native" : "JIT")} programs"));
        using var directory = new TemporaryDirectory();
        using var server = TestCertificate.Create("CN=Soak Server");
        await using var hub = await PollingHub.StartAsync(server, CancellationToken.None);
        var world = new SoakWorld(directory, server) { Damages = options.Damages };
        var run = new SoakRun(options, world, print);
        try
        {
            await run.StartAsync(hub);
            await run.WorkAsync(stop);
        }
        catch (Exception e)
        {
            world.Findings.Fail($"the run broke off: {e}");
        }
        finally
        {
            foreach (var agent in world.Agents)
            {
                await agent.DisposeAsync();
            }
        }

        return Report.Print(options, world.Findings, print);
    }

    private async Task StartAsync(PollingHub hub)
    {
        var executable = await options.FindExecutableAsync(CancellationToken.None);
        foreach (var traits in Agents)
        {
            if (traits.DiskSize is not null && !Environment.IsPrivilegedProcess)
            {
                print($"'{traits.Name}' is left out: to mount its small disk takes root.");
                continue;
            }

            var agent = await SoakAgent.CreateAsync(traits, new TemporaryInstanceOptions { Executable = executable }, hub, world.Server,
                CancellationToken.None);
            world.Agents.Add(agent);
            await agent.StartAsync(CancellationToken.None);
            await agent.Client.DescribeAsync();
        }
    }

    private async Task WorkAsync(CancellationToken stop)
    {
        var sampler = new Sampler(world, world.Agents[0]);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var watched = new CancellationTokenSource();
        over.CancelAfter(options.Duration);
        var sampling = sampler.RunAsync(watched.Token);
        var reporting = ReportAsync(sampler, watched.Token);
        var chaos = new Chaos(world, new Random(options.Seed));
        Task[] harm = [chaos.RunAsync(over.Token), chaos.CutAsync(over.Token)];
        await Task.WhenAll(Workers().Select(w => w.RunAsync(over.Token)));
        await Task.WhenAll(harm);

        await Settling.RunAsync(world, CancellationToken.None);
        await CheckAgentsAsync(sampler, watched);
        await Task.WhenAll(sampling, reporting);
        world.Findings.Count("KiB an hour that 'steady' grows", (long)sampler.BytesPerHour >> 10);
        world.Findings.Count("MiB of its own that 'steady' had at most", sampler.Samples.Max(s => s.OwnBytes) >> 20);
        world.Findings.Count("descriptors that 'steady' had at most", sampler.Samples.Max(s => s.Descriptors));
    }

    private IEnumerable<Worker> Workers()
    {
        var number = 0;
        foreach (var agent in world.Agents)
        {
            for (var i = 0; i < agent.Traits.Workers; i++)
            {
                number++;
                yield return new Worker(world, agent, number, new Random(unchecked(options.Seed + (number * 7919))));
            }
        }
    }

    private async Task CheckAgentsAsync(Sampler sampler, CancellationTokenSource watched)
    {
        var leftOvers = new LeftOvers(world);
        foreach (var agent in world.Agents)
        {
            await leftOvers.CheckDiskAsync(agent, CancellationToken.None);
            await CheckHealthAsync(agent);
        }

        await watched.CancelAsync();
        sampler.Check();
        foreach (var agent in world.Agents)
        {
            using var patience = new CancellationTokenSource(MaxStop);
            world.Findings.Check(await agent.Instance.StopAgentAsync(patience.Token) == 0, $"'{agent.Name}' did not stop with 0 on SIGTERM");
            await leftOvers.CheckProcessesAsync(agent, CancellationToken.None);
        }
    }

    private async Task CheckHealthAsync(SoakAgent agent)
    {
        var health = await agent.Client.GetHealthAsync();
        world.Findings.Check(health.Status != HealthStatus.Fail, $"'{agent.Name}' is not well at the end: {string.Join(" ", health.Notes)}");
        foreach (var note in health.Notes)
        {
            print($"health of '{agent.Name}': {note}");
        }
    }

    private async Task ReportAsync(Sampler sampler, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(ReportEvery, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                var last = sampler.Samples[^1];
                print(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{TimeProvider.System.GetUtcNow():HH:mm:ss} {world.Findings.Counts.GetValueOrDefault("jobs accepted")} jobs, {world.Findings.Counts.GetValueOrDefault("agents killed")} agents killed, "
                    + $"{world.Findings.Failed} failures, {last.OwnBytes >> 20} MiB, {last.Descriptors} descriptors"));
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }
}
