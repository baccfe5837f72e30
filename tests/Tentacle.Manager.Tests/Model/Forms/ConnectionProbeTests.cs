using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Tentacle.Manager.Model.Forms;

namespace Tentacle.Manager.Tests.Model.Forms;

/// <summary>A proxy whose answer has no end.</summary>
public sealed class ConnectionProbeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Try_ProxyWhoseAnswerHasNoEnd_IsGivenUpAfterSomeKilobytes()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener);
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        var result = await new ConnectionProbe(TimeProvider.System).TryAsync(new Uri("https://server.example:10943"), new ProxyForm { Kind = ProxyKind.Custom, Host = "127.0.0.1", Port = port }, Token);

        Assert.Contains("is not an HTTP proxy", result.Words, StringComparison.Ordinal);
        Assert.InRange(await serving, 0, 16L * 1024 * 1024);
    }

    private static async Task<long> ServeAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync(Token);
        var sent = 0L;
        try
        {
            var bytes = new byte[16 * 1024];
            while (true)
            {
                await client.GetStream().WriteAsync(bytes, Token);
                sent += bytes.Length;
            }
        }
        catch (IOException)
        {
            return sent;
        }
    }
}
