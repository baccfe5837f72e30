using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Tentacle.Instances.Settings;

/// <summary>Parses the address that the agent listens on, as settings and commands write it.</summary>
public static class ListenAddress
{
    private const int PartsOfIPv4 = 4;

    /// <summary>Reads an address that a socket can be bound to.</summary>
    /// <param name="text">The text of the address. An IPv6 address may be in brackets and have a scope (<c>fe80::1%eth0</c>).</param>
    /// <param name="address">The address. An IPv4 address in IPv6 form (<c>::ffff:192.0.2.1</c>) is converted to IPv4.</param>
    /// <param name="fault">The reason why the text is rejected, as the end of a sentence.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPAddress? address, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        address = null;
        var written = text is ['[', .. var inner, ']'] ? inner : text;
        if (written.Contains(']', StringComparison.Ordinal) || !IPAddress.TryParse(written, out var parsed)
            || (parsed.AddressFamily == AddressFamily.InterNetwork && !IsPlainIPv4(written)))
        {
            fault = "it is not an IP address";
            return false;
        }

        parsed = parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed;
        fault = Fault(parsed, written);
        address = fault is null ? parsed : null;
        return fault is null;
    }

    /// <summary>Returns the form for the settings. The name of an interface stays a name, because its number changes when the machine restarts.</summary>
    public static string Normalize(string text, IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(address);
        return address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? text.Trim('[', ']') : address.ToString();
    }

    // inet_aton accepts "1" and "127.1" as addresses, and reads an octal number in "010.0.0.1".
    private static bool IsPlainIPv4(string text) => text.Split('.') is { Length: PartsOfIPv4 } parts && parts.All(part => part is [_] or [not '0', ..]);

    private static string? Fault(IPAddress address, string text) =>
        address.IsIPv6LinkLocal && address.ScopeId == 0
            ? text.Contains('%', StringComparison.Ordinal)
                ? $"this machine has no interface '{text[(text.IndexOf('%', StringComparison.Ordinal) + 1)..]}'"
                : $"a link-local address needs its interface, as in {text}%eth0"
        : address.IsIPv6Multicast || address.Equals(IPAddress.Broadcast)
            || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[0] is >= 224 and < 240)
            ? "nothing can listen on a multicast or broadcast address"
        : null;
}
