using System.Globalization;
using System.Net;

namespace Tentacle.Platform;

/// <summary>Checks that a TCP port is free to listen on, and finds the program that uses it.</summary>
public static class PortUse
{
    /// <summary>The listener on the port whose address conflicts with the given one; null when the port is free or the system does not report it.</summary>
    /// <param name="port">1 to 65535; 0, which lets the system choose, is always free.</param>
    /// <param name="address">The address to listen on; null for all addresses of the machine.</param>
    public static ListeningPort? Find(int port, IPAddress? address)
    {
        try
        {
            return port == 0
                ? null
                : ListeningPorts.Find().Where(listener => listener.Port == port && Overlaps(listener.Address, address))
                    .OrderBy(listener => listener.ProcessId is null).FirstOrDefault();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Describes the listener, such as "'nginx' (process 42)".</summary>
    public static string Describe(ListeningPort held)
    {
        ArgumentNullException.ThrowIfNull(held);
        return held.ProcessId is { } pid
            ? string.Create(CultureInfo.InvariantCulture, $"'{held.ProcessName ?? "a program"}' (process {pid})")
            : "another program";
    }

    /// <summary>True when two sockets with these addresses cannot use the same port.</summary>
    public static bool Overlaps(IPAddress? one, IPAddress? other) => IsAny(one) || IsAny(other) || one!.Equals(other);

    private static bool Overlaps(string held, IPAddress? address) => !IPAddress.TryParse(held.Trim('[', ']'), out var parsed) || Overlaps(parsed, address);

    private static bool IsAny(IPAddress? address) => address is null || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
