using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Tentacle.Client.Hosting;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Instances;

namespace Tentacle.Benchmarks;

/// <summary>The same agent asked over a connection that it dialled, and over one that it accepted: small calls, transfers, small calls during an upload.</summary>
internal static class PolledCalls
{
    private const int Calls = 5_000;
    private const int Rounds = 5;
    private const int UploadsBeside = 2;

    public static async Task MeasureAsync(TemporaryInstance instance, TestCertificate server)
    {
        var (port, subscription) = (FreePort.Next(), SubscriptionId.Create());
        var builder = PollingHub.Builder(port, server.Certificate, Thumbprint.Parse(instance.Thumbprint));
        await using var app = builder.Build();
        app.MapTentaclePolling();
        await app.StartAsync();
        var hub = app.Services.GetRequiredService<ITentacleHub>();
        Poll(instance, server, port, subscription);
        await instance.StartAgentAsync(CancellationToken.None);
        using var listening = BareKestrel.Client(instance.Port, server.Certificate, HttpVersion.Version20);
        using var polled = new HttpClient(hub.GetHandler(subscription), disposeHandler: false) { BaseAddress = new Uri("http://agent"), Timeout = TimeSpan.FromMinutes(5) };
        await CompareCallsAsync(listening, polled);
        await CompareTransfersAsync(instance, listening, polled);
    }

    private static void Poll(TemporaryInstance instance, TestCertificate server, int port, SubscriptionId subscription) => instance.ChangeSettings(settings =>
        settings["Tentacle"]!["Communication"]!["TrustedOctopusServers"]!.AsArray().Add((JsonNode)new JsonObject
        {
            ["Thumbprint"] = server.Thumbprint,
            ["CommunicationStyle"] = 2,
            ["Address"] = $"https://localhost:{port}/",
            ["SubscriptionId"] = subscription.Value,
        }));

    private static async Task CompareCallsAsync(HttpClient listening, HttpClient polled)
    {
        var (ofListening, ofPolled) = (new List<double>(), new List<double>());
        for (var i = 0; i < Calls; i++)
        {
            // The first hundreds warm both up.
            var (l, p) = (await Figures.TimeAsync(() => CallAsync(listening)), await Figures.TimeAsync(() => CallAsync(polled)));
            if (i >= Calls / 10)
            {
                ofListening.Add(l);
                ofPolled.Add(p);
            }
        }

        Figures.Print("polling", "small call, listening over HTTP/2", $"median {Figures.Median(ofListening):0.000} ms");
        Figures.Print("polling", "small call, polled", $"median {Figures.Median(ofPolled):0.000} ms, {Figures.Median(ofPolled) / Figures.Median(ofListening):0.00} of listening (aim 1.2)");
    }

    private static async Task CompareTransfersAsync(TemporaryInstance instance, HttpClient listening, HttpClient polled)
    {
        var file = Path.GetFullPath(Path.Combine(instance.Home, "..", "transfer"));
        var path = ApiRoutes.File(file);
        foreach (var (what, before, transfer) in new (string, Action, Func<HttpClient, string, Task>)[]
        {
            // To a new file each time, which gets the memory of the one deleted: see Transfers.
            ("upload", () => File.Delete(file), Transfers.UploadAsync),
            ("download", () => { }, Transfers.DownloadAsync),
        })
        {
            var (ofListening, ofPolled) = (new List<double>(), new List<double>());
            for (var i = 0; i <= Rounds; i++)
            {
                before();
                var ofThis = await Transfers.RateAsync(() => transfer(listening, path));
                before();
                var ofThat = await Transfers.RateAsync(() => transfer(polled, path));
                if (i > 0)
                {
                    ofListening.Add(ofThis);
                    ofPolled.Add(ofThat);
                }
            }

            Figures.Print("polling", $"{what} of 1 GiB, listening over HTTP/2", $"{Figures.Median(ofListening):0} MiB/s");
            Figures.Print("polling", $"{what} of 1 GiB, polled", $"{Figures.Median(ofPolled):0} MiB/s, {Figures.Median(ofPolled) / Figures.Median(ofListening):0.00} of listening (aim 0.9)");
        }

        await CallDuringUploadAsync(polled, path);
    }

    private static async Task CallDuringUploadAsync(HttpClient polled, string path)
    {
        var beside = new List<double>();
        for (var i = 0; i < UploadsBeside; i++)
        {
            var upload = Transfers.UploadAsync(polled, path);
            while (!upload.IsCompleted)
            {
                beside.Add(await Figures.TimeAsync(() => CallAsync(polled)));
            }

            await upload;
        }

        Figures.Print("polling", "small call while an upload runs on the same connection", $"{Figures.Milliseconds(beside)} (aim 5 ms at the median)");
    }

    private static async Task CallAsync(HttpClient client)
    {
        using var response = await client.GetAsync(new Uri(ApiRoutes.Jobs + "?limit=1", UriKind.Relative));
        response.EnsureSuccessStatusCode();
    }
}
