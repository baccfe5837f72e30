using System.Globalization;
using System.Text.Json;
using Tentacle.Contracts.Json;
using Tentacle.Testing;
using Tentacle.Testing.Instances;

namespace Tentacle.Benchmarks;

/// <summary>From a script's writing a line to a following client's having it: the script writes the time, the client compares.</summary>
internal static class LogLatency
{
    private const int Lines = 500;

    public static async Task MeasureAsync(TemporaryInstance instance, TestCertificate server)
    {
        await instance.StartAgentAsync(CancellationToken.None);
        using var api = new Api(instance, server);
        var job = await api.SubmitAsync($"for ((i=0;i<{Lines};i++)); do echo $EPOCHREALTIME; read -t 0.023 <> <(:) || true; done");
        using var log = new StreamReader(await api.FollowAsync(job));
        var samples = new List<double>();
        while (await log.ReadLineAsync() is { } line)
        {
            var now = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;
            var text = JsonSerializer.Deserialize(line, ApiJson.Default.LogRecord)!.Text;
            if (double.TryParse(text, CultureInfo.InvariantCulture, out var written))
            {
                samples.Add(now - (written * 1000));
            }
        }

        Figures.Print("latency", "line written to line received", Figures.Milliseconds(samples));
    }
}
