using System.Globalization;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Instances;

namespace Tentacle.Benchmarks;

/// <summary>What the idle agent holds: 60 s after its start with nothing asked, and 30 s after 1,000 requests.</summary>
internal static class Memory
{
    public static async Task MeasureAsync(TemporaryInstance instance, TestCertificate server)
    {
        await instance.StartAgentAsync(CancellationToken.None);
        await PassAsync(TimeSpan.FromSeconds(60));
        Figures.Print("memory", "idle, 60 s after start", Of(instance.Agent.Id));

        using (var api = new Api(instance, server))
        {
            for (var i = 0; i < 1000; i++)
            {
                using var response = await api.Http.GetAsync(new Uri(ApiRoutes.Jobs, UriKind.Relative));
                response.EnsureSuccessStatusCode();
            }
        }

        await PassAsync(TimeSpan.FromSeconds(30));
        Figures.Print("memory", "30 s after 1,000 requests", Of(instance.Agent.Id));
    }

    internal static string Of(int pid) => $"RssAnon {Kilobytes(pid, "RssAnon") / 1000.0:0.0} MB, RSS {Kilobytes(pid, "VmRSS") / 1000.0:0.0} MB";

    internal static long Kilobytes(int pid, string member) =>
        long.Parse(File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith(member + ":", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    internal static async Task PassAsync(TimeSpan time)
    {
        using var timer = new PeriodicTimer(time);
        await timer.WaitForNextTickAsync();
    }
}
