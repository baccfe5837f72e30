using System.Net;
using System.Net.Sockets;

namespace Tentacle.Agent.Doors.Untrusted;

/// <summary>What counts as one address: an IPv4 address, or an IPv6 network of 64 bits, which is what one machine may have.</summary>
internal static class PeerNetwork
{
    private const int NetworkBytes = 8;

    public static IPAddress Of(IPAddress? address)
    {
        if (address is null)
        {
            return IPAddress.None;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, NetworkBytes, bytes.Length - NetworkBytes);
        return new IPAddress(bytes);
    }
}
