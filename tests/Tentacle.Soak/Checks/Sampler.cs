using Tentacle.Soak.Agents;
using Tentacle.Soak.Machine;

namespace Tentacle.Soak.Checks;

/// <summary>Looks at the agents' processes once a second: whether they live, and whether the one that is never killed grows.</summary>
internal sealed class Sampler(SoakWorld world, SoakAgent steady)
{
    private const int MaxExtraDescriptors = 64;
    private const long Mebibyte = 1 << 20;

    // A rule of thumb for an agent under load; what it keeps of each job that is kept is less by far.
    private const double MaxBytesPerHour = 24 * Mebibyte;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MinForSlope = TimeSpan.FromMinutes(10);
    private readonly List<ProcessFigures> _samples = [];
    private readonly long _started = TimeProvider.System.GetTimestamp();

    public IReadOnlyList<ProcessFigures> Samples => _samples;

    public double BytesPerHour => MemorySlope.BytesPerHour(_samples);

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        try
        {
            do
            {
                await InspectAsync();
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }
    }

    /// <summary>After everything has settled.</summary>
    public void Check()
    {
        if (_samples.Count == 0 || ProcessFigures.Of(steady.Instance.Agent.Id, TimeProvider.System.GetElapsedTime(_started)) is not { } last)
        {
            world.Findings.Fail($"'{steady.Name}' could not be looked at");
            return;
        }

        var first = _samples[0];
        _samples.Add(last);
        world.Findings.Check(last.Descriptors <= first.Descriptors + MaxExtraDescriptors,
            $"'{steady.Name}' has {last.Descriptors} descriptors open, and had {first.Descriptors} at the beginning");
        if (last.At >= MinForSlope)
        {
            world.Findings.Check(BytesPerHour <= MaxBytesPerHour, $"'{steady.Name}' grows by {BytesPerHour / Mebibyte:0.0} MiB an hour");
        }
    }

    private async Task InspectAsync()
    {
        if (ProcessFigures.Of(steady.Instance.Agent.Id, TimeProvider.System.GetElapsedTime(_started)) is { } figures)
        {
            _samples.Add(figures);
        }

        foreach (var agent in world.Agents)
        {
            if (agent.FindUnexpectedEnd() is { } end)
            {
                world.Findings.Fail($"'{agent.Name}': {end}");
                await agent.StartAsync(CancellationToken.None);
            }
        }
    }
}
