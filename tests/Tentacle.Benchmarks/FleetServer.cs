using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Tentacle.Client.Hosting;
using Tentacle.Contracts;

namespace Tentacle.Benchmarks;

/// <summary>A hub as a process of its own, or, to compare with, a server that does the same TLS and nothing behind it.</summary>
internal static class FleetServer
{
    public const string Argument = "--fleet-server";
    private static int _bare;

    /// <param name="args">The argument, "hub" or "bare", the agents' port, the control port, the certificate's file, the agents' thumbprint.</param>
    public static async Task RunAsync(string[] args)
    {
        var (isHub, port, control) = (args[1] == "hub", Number(args[2]), Number(args[3]));
        using var certificate = X509CertificateLoader.LoadPkcs12FromFile(args[4], null);
        var builder = PollingHub.Builder(isHub ? port : 0, certificate, Thumbprint.Parse(args[5]));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, control);
            if (!isHub)
            {
                kestrel.Listen(IPAddress.Loopback, port, endpoint =>
                {
                    endpoint.UseTentaclePolling(certificate);
                    ((IConnectionBuilder)endpoint).Use(_ => HoldAsync);
                });
            }
        });
        await using var app = builder.Build();
        app.MapTentaclePolling();
        app.MapGet("/count", (ITentacleHub hub) => $"{(isHub ? hub.List().Count(a => a.IsConnected) : _bare)}");
        app.MapGet("/memory", Memory);
        app.MapGet("/calls/{count}", (int count, ITentacleHub hub) => CallsAsync(hub, count));
        await app.StartAsync();
        Console.WriteLine("ready");
        await Microsoft.Extensions.Hosting.HostingAbstractionsHostExtensions.WaitForShutdownAsync(app);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static async Task HoldAsync(ConnectionContext connection)
    {
        Interlocked.Increment(ref _bare);
        await connection.Transport.Input.ReadAsync();
        Interlocked.Decrement(ref _bare);
    }

    private static string Memory()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return $"{Benchmarks.Memory.Kilobytes(Environment.ProcessId, "RssAnon")}";
    }

    private static async Task<string> CallsAsync(ITentacleHub hub, int count)
    {
        var agents = hub.List();
        var samples = new List<double>();
        for (var i = 0; i < count; i++)
        {
            using var http = new HttpMessageInvoker(hub.GetHandler(agents[Random.Shared.Next(agents.Count)].Subscription), disposeHandler: false);
            var started = Stopwatch.GetTimestamp();
            using var response = await http.SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri("http://agent/api/v1/jobs")), CancellationToken.None);
            samples.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return Figures.Milliseconds(samples);
    }
}
