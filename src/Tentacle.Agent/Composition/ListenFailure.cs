using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Tentacle.Instances.Settings;
using Tentacle.Platform;

namespace Tentacle.Agent.Composition;

/// <summary>Explains why the agent cannot listen, and what to do about it.</summary>
internal static class ListenFailure
{
    /// <summary>The explanation of an error of the start. Null when it is not an error of an endpoint.</summary>
    public static AgentStartException? Find(Exception error, IServiceProvider services)
    {
        if (error is not (IOException or SocketException or UnauthorizedAccessException))
        {
            return null;
        }

        var settings = services.GetRequiredService<LiveSettings>().Current;
        var (address, listening) = (settings.ListenAddress(), settings.Tentacle.Services);

        // The exception does not contain the endpoint that failed. A second attempt to bind the port shows whether it was the port.
        return new AgentStartException(
            !listening.NoListen && TryBind(address, listening.PortNumber) is { } reason
                ? Sentence(reason, address, listening.PortNumber)
                : $"Cannot listen on the local socket '{services.GetRequiredService<LockedHome>().LocalSocket}': {error.GetBaseException().Message}. "
                    + "Check that the directory can be written, and its file system has room.",
            error);
    }

    private static string Sentence(SocketException reason, IPAddress? address, int port)
    {
        var place = address is null ? $"port {port}" : $"{address} port {port}";
        return reason.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse =>
                $"Port {port} is in use by {(PortUse.Find(port, address) is { } held ? PortUse.Describe(held) : "another program")}. "
                + "Stop that program, or choose another port: tentacle configure --port N.",
            SocketError.AccessDenied => $"Cannot listen on {place}: the account '{Environment.UserName}' may not use it (ports below 1024 are for root). "
                + "Choose another: tentacle configure --port N.",
            SocketError.AddressFamilyNotSupported => $"Cannot listen on {place}: this machine has no "
                + $"{(address?.AddressFamily == AddressFamily.InterNetwork ? "IPv4" : "IPv6")}. Choose another address: "
                + "tentacle configure --listenIpAddress IP.",
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
