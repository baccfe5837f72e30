using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tentacle.Agent.Doors.Polled;
using Tentacle.Agent.Identity;
using Tentacle.Contracts;
using Tentacle.Instances.Subscriptions;
using Tentacle.Instances.Trust;

namespace Tentacle.Benchmarks;

/// <summary>Many agents in one process: the agent's own dialler, back-off and transport, each with its subscription, before one web server. Or bare TLS connections.</summary>
internal static class FleetAgents
{
    public const string Argument = "--fleet-agents";
    private const int AtOnce = 20;

    /// <param name="args">The argument, "hub" or "bare", the server's port, the control port, the agents' certificate, the server's thumbprint, how many.</param>
    public static async Task RunAsync(string[] args)
    {
        var (port, control, count) = (Number(args[2]), Number(args[3]), Number(args[6]));
        using var certificate = X509CertificateLoader.LoadPkcs12FromFile(args[4], null);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new AgentFacts("Fleet", "1.0", new AgentIdentity(certificate)));
        builder.Services.AddSingleton<SubscriptionStates>();
        builder.Services.AddSingleton<ServerDialler>();
        builder.Services.AddSingleton<PolledServers>();
        builder.Services.AddSingleton<IConnectionListenerFactory, PolledTransport>();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AllowAlternateSchemes = true;
            kestrel.Listen(IPAddress.Loopback, control);
            kestrel.Listen(new PolledEndPoint(), endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
        await using var app = builder.Build();
        app.MapGet("/errors", (SubscriptionStates states) => string.Join("; ", states.List().Where(s => s.LastError is not null).GroupBy(s => s.LastError).Select(g => $"{g.Count()} x {g.Key}")));
        app.MapGet("/{**any}", () => "ok");
        if (args[1] == "hub")
        {
            app.Services.GetRequiredService<PolledServers>().Follow(PollingSettings.None with
            {
                Servers = [.. Enumerable.Range(0, count).Select(_ => new Subscription(new Uri($"https://127.0.0.1:{port}"), SubscriptionId.Create(), Thumbprint.Parse(args[5])))],
            });
        }

        await app.StartAsync();
        var held = args[1] == "hub" ? [] : await ConnectBareAsync(port, certificate, count);
        Console.WriteLine("ready");
        await app.WaitForShutdownAsync();
        GC.KeepAlive(held);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static async Task<List<SslStream>> ConnectBareAsync(int port, X509Certificate2 certificate, int count)
    {
        var held = new List<SslStream>();
        foreach (var some in Enumerable.Range(0, count).Chunk(AtOnce))
        {
            held.AddRange(await Task.WhenAll(some.Select(_ => ConnectBareAsync(port, certificate))));
        }

        return held;
    }

    private static async Task<SslStream> ConnectBareAsync(int port, X509Certificate2 certificate)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate,
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        });
        return tls;
    }
}
