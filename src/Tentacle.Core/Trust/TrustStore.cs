using System.Security.Cryptography.X509Certificates;
using Tentacle.Contracts;

namespace Tentacle.Core.Trust;

/// <summary>Which thumbprints the running agent accepts. It may be asked and replaced from any thread; an empty one admits nobody.</summary>
public sealed class TrustStore(IEnumerable<Thumbprint> thumbprints)
{
    private volatile Thumbprint[] _thumbprints = [.. thumbprints.Distinct()];

    /// <summary>Raised after <see cref="Replace"/> changed the list, on the thread that called it. Who lost trust is asked with <see cref="IsTrusted"/>.</summary>
    public event EventHandler? Changed;

    public IReadOnlyList<Thumbprint> Thumbprints => _thumbprints;

    public bool IsTrusted(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var trusted = _thumbprints;
        if (trusted.Length == 0)
        {
            return false;
        }

        var sha256 = Thumbprint.Sha256Of(certificate);
        var sha1 = Thumbprint.Sha1Of(certificate);
        return Array.Exists(trusted, thumbprint => thumbprint == sha256 || thumbprint == sha1);
    }

    public void Replace(IReadOnlyList<Thumbprint> thumbprints)
    {
        Thumbprint[] replacement = [.. thumbprints.Distinct()];
        var before = Interlocked.Exchange(ref _thumbprints, replacement);
        if (!before.ToHashSet().SetEquals(replacement))
        {
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }
}
