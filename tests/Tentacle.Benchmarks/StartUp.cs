using System.Diagnostics;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Instances;
using Tentacle.Testing.Programs;

namespace Tentacle.Benchmarks;

/// <summary>From the start of the process to the first answered request over mutual TLS.</summary>
internal static class StartUp
{
    private const int Runs = 20;

    public static async Task MeasureAsync(TemporaryInstance instance, TestCertificate server)
    {
        var samples = new List<double>();
        for (var i = 0; i < Runs; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await using var agent = RunningProgram.Start(instance.Command("run", "--instance", instance.Name));
            await FirstAnswerAsync(instance, server);
            samples.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            agent.Terminate();
            await agent.WaitForExitAsync(CancellationToken.None);
        }

        Figures.Print("start", "process start to first answered request", Figures.Milliseconds(samples));
    }

    private static async Task FirstAnswerAsync(TemporaryInstance instance, TestCertificate server)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (true)
        {
            using var http = new HttpClient(instance.CreateHandler(server)) { BaseAddress = instance.Address };
            try
            {
                using var response = await http.GetAsync(new Uri(ApiRoutes.Jobs, UriKind.Relative));
                response.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException)
            {
                await timer.WaitForNextTickAsync();
            }
        }
    }
}
