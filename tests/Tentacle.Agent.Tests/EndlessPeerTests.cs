using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Tentacle.Agent.Observing.Telemetry;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Site;
using Tentacle.Testing;

namespace Tentacle.Agent.Tests;

/// <summary>Peers whose answers have no end: whoever reads them stops after so many bytes, and says what is wrong.</summary>
public sealed class EndlessPeerTests : IDisposable
{
    private const string Chunked = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    private readonly TemporaryDirectory _directory = new();
    private readonly Socket _listener;
    private long _sent;

    public EndlessPeerTests()
    {
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(_directory["a.sock"]));
        _listener.Listen();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _listener.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task FollowLog_RecordWithoutEnd_IsGivenUp()
    {
        _ = ServeAsync(_listener, Chunked);
        using var client = TentacleClient.OverLocalSocket(_directory["a.sock"]);

        var error = await Assert.ThrowsAsync<TentacleConnectionException>(async () => await client.FollowLogAsync(JobTicket.Create(TimeProvider.System), cancellationToken: Token).ToListAsync(Token));

        Assert.Contains("has no end within", error.Message, StringComparison.Ordinal);
        Assert.InRange(Interlocked.Read(ref _sent), 0, 16L * 1024 * 1024);
    }

    [Fact]
    public async Task GetJob_AnswerWithoutEnd_IsGivenUp()
    {
        _ = ServeAsync(_listener, Chunked);
        using var client = TentacleClient.OverLocalSocket(_directory["a.sock"]);

        var error = await Assert.ThrowsAsync<TentacleConnectionException>(() => client.GetJobAsync(JobTicket.Create(TimeProvider.System), Token));

        Assert.Contains("which no agent does", error.Message, StringComparison.Ordinal);
        Assert.InRange(Interlocked.Read(ref _sent), 0, 96L * 1024 * 1024);
    }

    [Fact]
    public async Task FollowLog_RefusalWithoutEnd_IsTheStatus()
    {
        _ = ServeAsync(_listener, Chunked.Replace("200 OK", "404 Not Found", StringComparison.Ordinal).Replace("application/json", ApiHeaders.ProblemJson, StringComparison.Ordinal));
        using var client = TentacleClient.OverLocalSocket(_directory["a.sock"]);

        var error = await Assert.ThrowsAsync<TentacleProblemException>(async () => await client.FollowLogAsync(JobTicket.Create(TimeProvider.System), cancellationToken: Token).ToListAsync(Token));

        Assert.Equal(404, error.Problem.Status);
        Assert.InRange(Interlocked.Read(ref _sent), 0, 16L * 1024 * 1024);
    }

    [Fact]
    public async Task Deliver_CollectorWhoseAnswerHasNoEnd_IsDoneWithTheStatus()
    {
        using var collector = new Socket(SocketType.Stream, ProtocolType.Tcp);
        collector.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        collector.Listen();
        _ = ServeAsync(collector, Chunked);
        var address = new Uri($"http://[::1]:{((IPEndPoint)collector.LocalEndPoint!).Port}/");
        using var delivery = new OtlpDelivery(new OtlpTarget(address, TimeSpan.FromSeconds(1), new JobProxy()), NullLogger.Instance);
        using var document = new OtlpDocument("v1/traces", "resourceSpans", new OtlpResource([]));

        Assert.True(await delivery.TryAsync(document, Token));
        Assert.InRange(Interlocked.Read(ref _sent), 0, 32L * 1024 * 1024);
    }

    private async Task ServeAsync(Socket listener, string head)
    {
        var chunk = Encoding.ASCII.GetBytes($"10000\r\n{new string('x', 0x10000)}\r\n");
        try
        {
            while (true)
            {
                using var socket = await listener.AcceptAsync(Token);
                await using var stream = new NetworkStream(socket);
                try
                {
                    _ = await stream.ReadAsync(new byte[4096], Token);
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(head), Token);
                    while (true)
                    {
                        await stream.WriteAsync(chunk, Token);
                        Interlocked.Add(ref _sent, chunk.Length);
                    }
                }
                catch (IOException)
                {
                    // It had enough.
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The test is over.
        }
    }
}
