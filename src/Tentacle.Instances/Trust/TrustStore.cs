using System.Security.Cryptography.X509Certificates;
using Tentacle.Contracts;
using Tentacle.Instances.Settings;

namespace Tentacle.Instances.Trust;

/// <summary>
/// The thumbprints that the running agent accepts, with their roles. It can be read and replaced from any thread. An empty store admits no peer.
/// </summary>
public sealed class TrustStore(IEnumerable<Thumbprint> servers, IEnumerable<Thumbprint> monitors)
{
    private volatile Lists _lists = new([.. servers.Distinct()], [.. monitors.Distinct()]);

    public TrustStore(IEnumerable<Thumbprint> servers)
        : this(servers, [])
    {
    }

    /// <summary>Creates a store that follows the settings.</summary>
    public TrustStore(LiveSettings settings)
        : this(settings.Current.TrustedThumbprints(), settings.Current.Tentacle.Communication.TrustedMonitors) =>
        settings.Changed += (_, _) => Replace(settings.Current.TrustedThumbprints(), settings.Current.Tentacle.Communication.TrustedMonitors);

    /// <summary>
    /// Raised after <see cref="Replace"/> changed a list, on the thread that called it. A handler checks with <see cref="IsTrusted"/> whether a peer
    /// has lost trust.
    /// </summary>
    public event EventHandler? Changed;

    /// <summary>The thumbprints of the peers that may do everything.</summary>
    public IReadOnlyList<Thumbprint> Servers => _lists.Servers;

    public bool IsTrusted(X509Certificate2 certificate) => RoleOf(certificate) is not null;

    /// <summary>The role of the peer; null when it is not trusted.</summary>
    public PeerRole? RoleOf(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var lists = _lists;
        if (lists.Servers.Length + lists.Monitors.Length == 0)
        {
            return null;
        }

        var sha256 = Thumbprint.Sha256Of(certificate);
        var sha1 = Thumbprint.Sha1Of(certificate);
        return Holds(lists.Servers, sha256, sha1) ? PeerRole.Server : Holds(lists.Monitors, sha256, sha1) ? PeerRole.Monitor : null;
    }

    public void Replace(IReadOnlyList<Thumbprint> servers, IReadOnlyList<Thumbprint> monitors)
    {
        var replacement = new Lists([.. servers.Distinct()], [.. monitors.Distinct()]);
        var before = Interlocked.Exchange(ref _lists, replacement);
        if (!before.Servers.ToHashSet().SetEquals(replacement.Servers) || !before.Monitors.ToHashSet().SetEquals(replacement.Monitors))
        {
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }

    private static bool Holds(Thumbprint[] list, Thumbprint sha256, Thumbprint sha1) =>
        Array.Exists(list, thumbprint => thumbprint == sha256 || thumbprint == sha1);

    private sealed record Lists(Thumbprint[] Servers, Thumbprint[] Monitors);
}
