using Tentacle.Testing;
using Tentacle.Testing.Instances;
using Tentacle.Testing.Programs;

namespace Tentacle.Benchmarks;

/// <summary>A job that echoes, from PUT to complete over a keep-alive connection, beside a bare <c>bash -c 'echo'</c>.</summary>
internal static class EchoJob
{
    private const int Runs = 200;

    public static async Task MeasureAsync(TemporaryInstance instance, TestCertificate server)
    {
        await instance.StartAgentAsync(CancellationToken.None);
        using var api = new Api(instance, server);
        await api.SubmitAsync("echo", wait: 30);

        var bare = new List<double>();
        var job = new List<double>();
        for (var i = 0; i < Runs; i++)
        {
            // One after the other, so that both see the same machine.
            bare.Add(await Figures.TimeAsync(() => RunningProgram.RunAsync(new ProgramStart("bash", "-c", "echo"), CancellationToken.None)));
            job.Add(await Figures.TimeAsync(() => api.SubmitAsync("echo", wait: 30)));
        }

        Figures.Print("echo", "bare bash -c echo", Figures.Milliseconds(bare));
        Figures.Print("echo", "job, PUT to complete", Figures.Milliseconds(job));
        Figures.Print("echo", "job above bare at the median", $"{Figures.Median(job) - Figures.Median(bare):0.0} ms");
    }
}
