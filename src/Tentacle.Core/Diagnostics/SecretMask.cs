using System.Text;

namespace Tentacle.Core.Diagnostics;

/// <summary>Hides known secrets in a text, also in their base64 and URL-encoded forms.</summary>
public sealed class SecretMask
{
    private const string Mask = "********";

    // Masking shorter secrets would hide ordinary words.
    private const int MinSecretLength = 4;

    private readonly string[] _secrets;

    public SecretMask(IEnumerable<string?> secrets) => _secrets =
    [
        .. secrets.OfType<string>().Where(secret => secret.Length >= MinSecretLength).SelectMany(Forms).Distinct().OrderByDescending(form => form.Length),
    ];

    public string Apply(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _secrets.Aggregate(text, (masked, secret) => masked.Replace(secret, Mask, StringComparison.Ordinal));
    }

    private static string[] Forms(string secret) => [secret, Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), Uri.EscapeDataString(secret)];
}
