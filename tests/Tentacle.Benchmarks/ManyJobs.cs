using System.Diagnostics;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Instances;

namespace Tentacle.Benchmarks;

/// <summary>Jobs per second, and what a running job costs in memory.</summary>
internal static class ManyJobs
{
    private const int Count = 1000;
    private const int Sleeping = 50;

    public static async Task MeasureAsync(TemporaryInstance instance, TestCertificate server)
    {
        await instance.StartAgentAsync(CancellationToken.None);
        using var api = new Api(instance, server);
        await api.SubmitAsync("true", wait: 30);

        var started = Stopwatch.GetTimestamp();
        var jobs = await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => api.SubmitAsync("true")));
        var ended = await Task.WhenAll(jobs.Select(api.WaitAsync));
        Figures.Print("jobs", $"{Count} jobs submitted at once, all {ended.Count(j => j.Outcome == JobOutcome.Succeeded)} succeeded", $"{Count / Stopwatch.GetElapsedTime(started).TotalSeconds:0} jobs/s");
        Figures.Print("jobs", "agent after it", Memory.Of(instance.Agent.Id));

        var running = await Task.WhenAll(Enumerable.Range(0, Sleeping).Select(_ => api.SubmitAsync("sleep 60")));
        await Eventually.TrueAsync(() => Task.FromResult(Supervisors().Count() >= Sleeping), CancellationToken.None, TimeSpan.FromSeconds(60), "all supervisors run");
        var anonymous = Supervisors().Select(pid => (double)Memory.Kilobytes(pid, "RssAnon"));
        Figures.Print("jobs", $"memory of a supervisor, {running.Length} running", $"RssAnon {Figures.Median(anonymous) / 1000:0.0} MB, RSS {Figures.Median(Supervisors().Select(pid => (double)Memory.Kilobytes(pid, "VmRSS"))) / 1000:0.0} MB");
        foreach (var job in running)
        {
            await api.Http.PostAsync(new Uri(job.Links.Cancel, UriKind.Relative), null);
        }
    }

    private static IEnumerable<int> Supervisors() =>
        Process.GetProcessesByName("tentacle-superv").Concat(Process.GetProcessesByName("tentacle-supervisor")).Select(p => p.Id).Distinct();
}
