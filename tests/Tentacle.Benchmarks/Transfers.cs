using System.Net;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Instances;

namespace Tentacle.Benchmarks;

/// <summary>1 GiB up and down, over HTTP/1.1 and HTTP/2, beside bare Kestrel on the same disk; and what four at once take of memory.</summary>
/// <remarks>
/// An upload that is compared makes a new file. Over an old one bare Kestrel would write into the memory of the file that it has just cut off, where the
/// agent, which keeps the old file until the new one is whole, needs as much again: on a virtual machine whose host takes free memory back, getting it
/// costs more than all the rest. What it costs is shown beside it.
/// </remarks>
internal static class Transfers
{
    private const long Size = 1L << 30;
    private const int Rounds = 3;
    private const int AtOnce = 4;

    public static async Task MeasureAsync(TemporaryInstance instance, TestCertificate server)
    {
        var directory = Path.Combine(instance.Home, "transfers");
        Directory.CreateDirectory(directory);
        await instance.StartAgentAsync(CancellationToken.None);
        await using var bare = await BareKestrel.StartAsync(directory);
        foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            using var toBare = BareKestrel.Client(bare.Port, server.Certificate, version);
            using var toAgent = BareKestrel.Client(instance.Port, server.Certificate, version);
            var (barePath, agentPath) = ("/bare", ApiRoutes.File(Path.Combine(directory, "agent")));
            var files = new[] { "bare", "agent" }.Select(name => Path.Combine(directory, name)).ToList();
            await CompareAsync($"upload, HTTP/{version}", "aim 0.9", () => files.ForEach(File.Delete), () => UploadAsync(toBare, barePath), () => UploadAsync(toAgent, agentPath));
            await CompareAsync($"upload over an old file, HTTP/{version}", "no aim", () => { }, () => UploadAsync(toBare, barePath), () => UploadAsync(toAgent, agentPath));
            await CompareAsync($"download, HTTP/{version}", "aim 0.8", () => { }, () => DownloadAsync(toBare, barePath), () => DownloadAsync(toAgent, agentPath));
        }
    }

    public static async Task MeasureMemoryAsync(TemporaryInstance instance, TestCertificate server)
    {
        var directory = Path.Combine(instance.Home, "transfers");
        foreach (var version in new[] { HttpVersion.Version11, HttpVersion.Version20 })
        {
            // A fresh agent for each: what one kind of transfer leaves is not the other's.
            await instance.StartAgentAsync(CancellationToken.None);
            await PassAsync(30);
            var idle = Anonymous(instance);
            using (var client = BareKestrel.Client(instance.Port, server.Certificate, version))
            {
                var up = await PeakAsync(instance, i => UploadAsync(client, ApiRoutes.File(Path.Combine(directory, $"many-{i}"))));
                var down = await PeakAsync(instance, i => DownloadAsync(client, ApiRoutes.File(Path.Combine(directory, $"many-{i}"))));
                Figures.Print("files-memory", $"memory above idle during {AtOnce} uploads, {AtOnce} downloads of 1 GiB, HTTP/{version}", $"{up - idle:0.0} MB, {down - idle:0.0} MB (aim 24)");
            }

            await PassAsync(30);
            Figures.Print("files-memory", $"memory 30 s later, HTTP/{version}", $"RssAnon {Anonymous(instance):0.0} MB, idle was {idle:0.0} MB (aim 1.2 of it)");
            await instance.StopAgentAsync(CancellationToken.None);
        }
    }

    private static async Task CompareAsync(string what, string aim, Action before, Func<Task> bare, Func<Task> agent)
    {
        var (ofBare, ofAgent) = (new List<double>(), new List<double>());
        for (var i = 0; i < Rounds; i++)
        {
            before();
            ofBare.Add(await RateAsync(bare));
            before();
            ofAgent.Add(await RateAsync(agent));
        }

        Figures.Print("files", $"{what}, bare Kestrel", $"{Figures.Median(ofBare):0} MiB/s");
        Figures.Print("files", what, $"{Figures.Median(ofAgent):0} MiB/s, {Figures.Median(ofAgent) / Figures.Median(ofBare):0.00} of bare ({aim})");
    }

    private static async Task<double> PeakAsync(TemporaryInstance instance, Func<int, Task> transfer)
    {
        var all = Task.WhenAll(Enumerable.Range(0, AtOnce).Select(transfer));
        var peak = 0.0;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!all.IsCompleted)
        {
            peak = Math.Max(peak, Anonymous(instance));
            await timer.WaitForNextTickAsync();
        }

        await all;
        return peak;
    }

    private static double Anonymous(TemporaryInstance instance) => Memory.Kilobytes(instance.Agent.Id, "RssAnon") / 1000.0;

    internal static async Task<double> RateAsync(Func<Task> transfer) => (Size >> 20) / (await Figures.TimeAsync(transfer) / 1000);

    internal static async Task UploadAsync(HttpClient client, string path)
    {
        using var response = await client.PutAsync(new Uri(path, UriKind.Relative), new RepeatedContent(Size));
        response.EnsureSuccessStatusCode();
    }

    internal static async Task DownloadAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[256 * 1024];
        var length = 0L;
        int read;
        while ((read = await body.ReadAsync(buffer)) > 0)
        {
            length += read;
        }

        if (length != Size)
        {
            throw new InvalidOperationException($"{length} bytes came instead of {Size}.");
        }
    }

    private static async Task PassAsync(int seconds)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(seconds));
        await timer.WaitForNextTickAsync();
    }

    private sealed class RepeatedContent(long length) : HttpContent
    {
        private static readonly byte[] Block = System.Security.Cryptography.RandomNumberGenerator.GetBytes(256 * 1024);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var left = length; left > 0; left -= Block.Length)
            {
                await stream.WriteAsync(Block);
            }
        }

        protected override bool TryComputeLength(out long result)
        {
            result = length;
            return true;
        }
    }
}
