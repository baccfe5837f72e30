using System.Text;

namespace Tentacle.Core.Diagnostics;

/// <summary>Hides known secrets in a text, also as base64 and as URLs write them.</summary>
public sealed class SecretMask
{
    private const string Mask = "********";

    // Shorter ones would hide every other word.
    private const int ShortestSecret = 4;

    private readonly string[] _secrets;

    public SecretMask(IEnumerable<string?> secrets) => _secrets =
    [
        .. secrets.OfType<string>().Where(secret => secret.Length >= ShortestSecret).SelectMany(Forms).Distinct().OrderByDescending(form => form.Length),
    ];

    public string Apply(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _secrets.Aggregate(text, (masked, secret) => masked.Replace(secret, Mask, StringComparison.Ordinal));
    }

    private static string[] Forms(string secret) => [secret, Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), Uri.EscapeDataString(secret)];
}
