using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Tentacle.Soak.Agents;
using Tentacle.Testing;

namespace Tentacle.Soak.Actions;

/// <summary>Many connections that are not trusted: on this machine's own address only, and for about a second.</summary>
internal static class StrangerActions
{
    private static readonly TimeSpan Stay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TrustedWithin = TimeSpan.FromSeconds(20);

    /// <summary>Some send nothing, some send noise, some have no certificate or one that is not trusted. A trusted server gets in meanwhile.</summary>
    public static async Task FloodAsync(Worker worker, CancellationToken cancellationToken)
    {
        if (worker.Agent.Traits.Polls)
        {
            return;
        }

        using var stranger = TestCertificate.Create("CN=Stranger");
        var strangers = Enumerable.Range(0, worker.Random.Next(20, 150)).Select(i =>
            VisitAsync(worker.Agent.Instance.Port, (i % 4, stranger), cancellationToken)).ToList();
        using var client = worker.Agent.Connect(worker.World.Server, worker.Agent.Instance.Port);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // An agent that is killed at this moment takes as long to start as it takes.
        patience.CancelAfter(worker.Agent.Traits.IsKilled ? TrustedWithin * 3 : TrustedWithin);
        await client.DescribeAsync(patience.Token);
        await Task.WhenAll(strangers);
        worker.Findings.Count("strangers", strangers.Count);
    }

    private static async Task VisitAsync(int port, (int Kind, TestCertificate Certificate) who, CancellationToken cancellationToken)
    {
        try
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync("127.0.0.1", port, cancellationToken);
            switch (who.Kind)
            {
                case 0:
                    break;
                case 1:
                    await tcp.GetStream().WriteAsync(RandomNumberGenerator.GetBytes(500), cancellationToken);
                    break;
                default:
                    await using (var tls = new SslStream(tcp.GetStream()))
                    {
                        await tls.AuthenticateAsClientAsync(SoakAgent.AnyAgent(who.Kind == 2 ? null : who.Certificate), cancellationToken);
                        await tls.WriteAsync("GET / HTTP/1.1\r\nHost: x\r\n"u8.ToArray(), cancellationToken);
                    }

                    break;
            }

            await Task.Delay(Stay, TimeProvider.System, cancellationToken);
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or ObjectDisposedException)
        {
            // It was refused, or the agent was just killed.
        }
    }
}
