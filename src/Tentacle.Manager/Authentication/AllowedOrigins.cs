using System.Globalization;
using System.Security.Cryptography;

namespace Tentacle.Manager.Authentication;

/// <summary>
/// The addresses on which this run of the Manager answers: a random host name, because browsers share cookies across the ports of a host, and at most one more,
/// for a tunnel.
/// </summary>
public sealed class AllowedOrigins
{
    private const int RandomBytes = 16;
    private readonly Uri[] _all;

    public AllowedOrigins(int port, Uri? publicOrigin)
    {
        var name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes));
        Own = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{name}.localhost:{port}"));
        _all = publicOrigin is null ? [Own] : [Own, publicOrigin];
        Preferred = publicOrigin ?? Own;
    }

    public Uri Own { get; }

    /// <summary>The address that the browser opens.</summary>
    public Uri Preferred { get; }

    /// <summary>True when the value of a <c>Host</c> header is allowed.</summary>
    public bool IsHost(string host) =>
        _all.Any(
            origin => origin.Authority.Equals(host, StringComparison.OrdinalIgnoreCase)
                || $"{origin.Host}:{origin.Port}".Equals(host, StringComparison.OrdinalIgnoreCase));

    /// <summary>True when the value of an <c>Origin</c> header is allowed.</summary>
    public bool IsOrigin(string value) => _all.Any(origin => origin.GetLeftPart(UriPartial.Authority).Equals(value, StringComparison.OrdinalIgnoreCase));
}
