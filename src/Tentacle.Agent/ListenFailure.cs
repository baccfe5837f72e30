using System.Net;
using System.Net.Sockets;
using Tentacle.Platform;

namespace Tentacle.Agent;

/// <summary>Says in a sentence why the agent could not listen, and what to do.</summary>
internal static class ListenFailure
{
    /// <param name="error">What the web server threw.</param>
    /// <param name="address">Where it was to listen; null is every address.</param>
    /// <param name="port">Of the TLS door; null when no port is listened on.</param>
    /// <param name="localSocket">The local door.</param>
    public static AgentStartException Explain(Exception error, IPAddress? address, int? port, string localSocket)
    {
        // The web server does not say which of its doors it could not open: tried once more, the port tells.
        var reason = port is { } wanted ? TryBind(address, wanted) : null;
        return new AgentStartException(reason is null ? $"Cannot listen on the local socket '{localSocket}': {error.GetBaseException().Message}. Check that the directory can be written, and its file system has room." : Sentence(reason, address, port!.Value), error);
    }

    private static string Sentence(SocketException reason, IPAddress? address, int port)
    {
        var place = address is null ? $"port {port}" : $"{address} port {port}";
        return reason.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse =>
                $"Port {port} is in use by {(PortUse.Find(port, address) is { } held ? PortUse.Describe(held) : "another program")}. Stop that program, or choose another port: tentacle configure --port N.",
            SocketError.AccessDenied => $"Cannot listen on {place}: the account '{Environment.UserName}' may not use it (ports below 1024 are for root). Choose another: tentacle configure --port N.",
            SocketError.AddressFamilyNotSupported => $"Cannot listen on {place}: this machine has no {(address?.AddressFamily == AddressFamily.InterNetwork ? "IPv4" : "IPv6")}. Choose another address: tentacle configure --listenIpAddress IP.",
            _ => $"Cannot listen on {place}: {reason.Message}. Use an address of this machine: tentacle configure --listenIpAddress IP --port N.",
        };
    }

    private static SocketException? TryBind(IPAddress? address, int port)
    {
        try
        {
            using var socket = address is null && Socket.OSSupportsIPv6
                ? new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true }
                : new Socket(address?.AddressFamily ?? AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address ?? (Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any), port));
            socket.Listen();
            return null;
        }
        catch (SocketException e)
        {
            return e;
        }
    }
}
