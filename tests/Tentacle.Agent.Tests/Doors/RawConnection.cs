using System.Net.Sockets;
using System.Text;

namespace Tentacle.Agent.Tests.Doors;

/// <summary>Connections by hand, and what comes of them.</summary>
internal static class RawConnection
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TcpClient> OpenTcpAsync(this TestAgent agent, byte[]? first = null)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", agent.Port, Token);
        if (first is not null)
        {
            await tcp.GetStream().WriteAsync(first, Token);
        }

        return tcp;
    }

    /// <summary>True when the agent has ended it.</summary>
    public static bool IsEnded(this TcpClient tcp)
    {
        try
        {
            return tcp.Client.Poll(0, SelectMode.SelectRead) && tcp.Client.Receive(new byte[1], SocketFlags.Peek) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    /// <summary>Writes until all is taken or the other side has ended the connection. False in the latter case.</summary>
    public static async Task<bool> TryWriteAsync(this Stream stream, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await stream.WriteAsync(bytes, Token);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>All that comes until the connection ends, in whatever way it does.</summary>
    public static async Task<byte[]> ReadToEndAsync(this Stream stream)
    {
        using var all = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            while (await stream.ReadAsync(buffer, Token) is > 0 and var read)
            {
                all.Write(buffer, 0, read);
            }
        }
        catch (IOException)
        {
            // Cut off: what came until then is the answer.
        }

        return all.ToArray();
    }

    public static async Task<string> ReadTextToEndAsync(this Stream stream) => Encoding.UTF8.GetString(await stream.ReadToEndAsync());
}
