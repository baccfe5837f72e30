using System.Net;
using System.Net.Sockets;
using Tentacle.Platform;

namespace Tentacle.Agent.Composition;

/// <summary>Explains why the agent cannot listen, and what to do about it.</summary>
internal static class ListenFailure
{
    /// <param name="error">The exception of the web server.</param>
    /// <param name="address">The address to listen on. Null means every address.</param>
    /// <param name="port">The TLS port. Null when the agent does not listen on a port.</param>
    /// <param name="localSocket">The path of the local socket.</param>
    public static AgentStartException Explain(Exception error, IPAddress? address, int? port, string localSocket)
    {
        // The exception does not contain the endpoint that failed. A second attempt to bind the port shows whether it was the port.
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
