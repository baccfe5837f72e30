using System.Security.Cryptography;
using Tentacle.Cli.Parsing;
using Tentacle.Contracts;
using Tentacle.Instances.Settings;

namespace Tentacle.Cli.Commands.Trust;

/// <summary>Helpers of the commands that change the list of servers.</summary>
internal static class TrustChanges
{
    public const int DefaultServerPort = 10943;

    // The original's alphabet, without characters that look like each other.
    private const string SubscriptionAlphabet = "abcdefghjklmnpqrstuvwxyz23456789";
    private const int SubscriptionLength = 20;

    public static InstanceSettings Communication(InstanceSettings settings, Func<CommunicationSettings, CommunicationSettings> change) =>
        settings with { Tentacle = settings.Tentacle with { Communication = change(settings.Tentacle.Communication) } };

    /// <summary>
    /// Adds the server polled at this address to the list. An entry with this address is reused first, then one without a style; otherwise an entry is added.
    /// </summary>
    public static IReadOnlyList<TrustedServer> WithPolled(IReadOnlyList<TrustedServer> servers, Thumbprint thumbprint, string address)
    {
        var list = servers.ToList();
        var subscription = list.Find(s => s.SubscriptionId is not null)?.SubscriptionId ?? NewSubscription();
        var at = list.FindIndex(s => s.CommunicationStyle == CommunicationStyle.TentacleActive && SameAddress(s.Address, address));
        at = at >= 0 ? at : list.FindIndex(s => s.Thumbprint == thumbprint && s.Address is null && s.CommunicationStyle != CommunicationStyle.TentaclePassive);
        var polled = (at >= 0 ? list[at] : new TrustedServer { Thumbprint = thumbprint }) with
        {
            Thumbprint = thumbprint,
            CommunicationStyle = CommunicationStyle.TentacleActive,
            Address = address,
            SubscriptionId = subscription,
        };
        if (at >= 0)
        {
            list[at] = polled;
        }
        else
        {
            list.Add(polled);
        }

        return list;
    }

    /// <summary>True when the texts are spellings of the same address. They may differ in case, in a final slash, and in http for https.</summary>
    public static bool SameAddress(string? one, string? other) => one is not null && other is not null && Normal(one) == Normal(other);

    public static Thumbprint ThumbprintIn(Arguments arguments, Option option) => Thumbprint.TryParse(arguments.Get(option), null, out var thumbprint)
        ? thumbprint
        : throw new UserErrorException(Thumbprint.Refusal(arguments.Get(option), $"is not a valid value for --{option.Name}"));

    /// <summary>The error for WebSocket addresses, reported when the option is given rather than when no connection succeeds.</summary>
    public static UserErrorException WebSocketsNotSupported(string option, string instead) =>
        new($"{option} is not supported: this version polls over TLS, and not over WebSockets. Use {instead}, the server's polling port (usually "
            + $"{DefaultServerPort}).");

    public static string NewSubscription() => $"poll://{RandomNumberGenerator.GetString(SubscriptionAlphabet, SubscriptionLength)}/";

    private static string Normal(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
            ? new UriBuilder(uri) { Scheme = uri.Scheme == Uri.UriSchemeHttp ? Uri.UriSchemeHttps : uri.Scheme, Port = uri.Port == 80 && uri.Scheme == Uri.UriSchemeHttp && uri.IsDefaultPort ? 443 : uri.Port }.Uri.AbsoluteUri.TrimEnd('/').ToLowerInvariant()
            : address.TrimEnd('/').ToLowerInvariant();
}
