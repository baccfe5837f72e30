using System.Diagnostics;
using Tentacle.Testing;
using Tentacle.Testing.Instances;
using Tentacle.Testing.Programs;

namespace Tentacle.Benchmarks;

/// <summary>How fast a job's output reaches a following client, beside the same script writing to a file.</summary>
internal static class LogThroughput
{
    private const int Runs = 5;
    private const int Echoes = 300_000;
    private const int Numbers = 2_000_000;
    private static readonly string Loop = $"for ((i=0;i<{Echoes};i++)); do echo \"line number $i of the loop\"; done";

    public static async Task MeasureAsync(TemporaryInstance instance, TestCertificate server)
    {
        await instance.StartAgentAsync(CancellationToken.None);
        using var api = new Api(instance, server);
        var file = Path.Combine(instance.Home, "bare.txt");
        var bare = new List<double>();
        var followed = new List<double>();
        var sequence = new List<double>();
        var masked = new List<double>();
        for (var i = 0; i < Runs; i++)
        {
            bare.Add(Echoes / await Figures.TimeAsync(() => RunningProgram.RunAsync(new ProgramStart("bash", "-c", $"{Loop} > '{file}'"), CancellationToken.None)) * 1000);
            followed.Add(await RateAsync(api, Loop, Echoes));
            sequence.Add(await RateAsync(api, $"seq {Numbers}", Numbers));
            masked.Add(await RateAsync(api, $"seq {Numbers}", Numbers, "never-written-1", "never-written-2", "123456"));
        }

        Figures.Print("throughput", $"bash loop of {Echoes} echoes into a file", $"{Figures.Median(bare):0} lines/s");
        Figures.Print("throughput", "the same loop as a job, to a following client", $"{Figures.Median(followed):0} lines/s, {Figures.Median(followed) / Figures.Median(bare):0.00} of the bare rate");
        Figures.Print("throughput", $"seq {Numbers} as a job, to a following client", $"{Figures.Median(sequence):0} lines/s");
        Figures.Print("throughput", "the same with three sensitive values, one of which occurs", $"{Figures.Median(masked):0} lines/s");
        Figures.Print("throughput", "agent after it", Memory.Of(instance.Agent.Id));
    }

    private static async Task<double> RateAsync(Api api, string script, int expected, params IReadOnlyList<string> sensitiveValues)
    {
        var started = Stopwatch.GetTimestamp();
        var job = await api.SubmitAsync(script, sensitiveValues: sensitiveValues);
        await using var log = await api.FollowAsync(job);
        var buffer = new byte[256 * 1024];
        var lines = 0;
        int read;
        while ((read = await log.ReadAsync(buffer)) > 0)
        {
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        }

        var rate = expected / Stopwatch.GetElapsedTime(started).TotalSeconds;
        return lines == expected ? rate : throw new InvalidOperationException($"{lines} lines came instead of {expected}.");
    }
}
