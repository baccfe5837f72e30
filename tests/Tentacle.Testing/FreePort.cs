using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Tentacle.Testing;

/// <summary>Ports for programs that must be told one before they start.</summary>
public static class FreePort
{
    // Below the range from which the system hands out ports by itself: no outgoing connection can take it before the program does.
    private const int First = 20_000;
    private const int Last = 32_000;

    private static readonly HashSet<int> Given = [];

    /// <summary>A TCP port that nobody listens on, and that this process was not given before.</summary>
    public static int Next()
    {
        lock (Given)
        {
            while (true)
            {
                var port = RandomNumberGenerator.GetInt32(First, Last);
                if (IsFree(port) && Given.Add(port))
                {
                    return port;
                }
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
            socket.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
