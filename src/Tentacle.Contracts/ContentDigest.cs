using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Tentacle.Contracts;

/// <summary>The expected digest of content, in the form of RFC 9530 (<c>sha-256=:base64:</c>, <c>sha-512=:base64:</c>) or as a SHA-256 in hex.</summary>
/// <param name="Algorithm">SHA-256 or SHA-512.</param>
/// <param name="Hex">The digest in lower-case hex.</param>
public sealed record ContentDigest(HashAlgorithmName Algorithm, string Hex)
{
    public const string Rule = "A digest is sha-256=:BASE64: or sha-512=:BASE64: as RFC 9530 writes it, or a SHA-256 of 64 hexadecimal digits.";

    private static readonly (string Prefix, HashAlgorithmName Algorithm, int Bytes)[] Known =
        [("sha-256=:", HashAlgorithmName.SHA256, SHA256.HashSizeInBytes), ("sha-512=:", HashAlgorithmName.SHA512, SHA512.HashSizeInBytes)];

    /// <summary>Parses the first digest with a known algorithm, because a header may list several.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ContentDigest? digest)
    {
        digest = (text ?? "").Split(',', StringSplitOptions.TrimEntries).Select(ParseOne).FirstOrDefault(d => d is not null);
        return digest is not null;
    }

    private static ContentDigest? ParseOne(string text)
    {
        if (text.Length == SHA256.HashSizeInBytes * 2 && text.All(char.IsAsciiHexDigit))
        {
            return new ContentDigest(HashAlgorithmName.SHA256, Convert.ToHexStringLower(Convert.FromHexString(text)));
        }

        foreach (var (prefix, algorithm, length) in Known)
        {
            var bytes = new byte[length];
            if (text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && text[^1] == ':' && text.Length > prefix.Length
                && Convert.TryFromBase64String(text[prefix.Length..^1], bytes, out var written) && written == length)
            {
                return new ContentDigest(algorithm, Convert.ToHexStringLower(bytes));
            }
        }

        return null;
    }
}
