using System.Net;
using System.Net.Sockets;

namespace Tentacle.Agent.Doors.Untrusted;

/// <summary>The unit that counts as one address: an IPv4 address, or an IPv6 /64 network, because one machine may own a whole /64.</summary>
internal static class PeerNetwork
{
    private const int NetworkBytes = 8;

    public static IPAddress From(IPAddress? address)
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
