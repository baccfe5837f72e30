using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Serialization;
using Tentacle.Contracts.Json;

namespace Tentacle.Contracts;

/// <summary>
/// The identity of a peer: the hash of its DER certificate, in upper-case hex. A Tentacle shows the SHA-256 form (64 digits) first. Octopus shows the SHA-1
/// form (40 digits), which every trust setting accepts.
/// </summary>
[JsonConverter(typeof(ThumbprintConverter))]
public readonly record struct Thumbprint : IParsable<Thumbprint>
{
    /// <summary>The rule in one sentence, for error messages.</summary>
    public const string Rule = "A thumbprint is 64 (SHA-256) or 40 (SHA-1) hexadecimal digits; spaces, colons and dashes between them do not count.";

    private const int Sha1Digits = 40;
    private const int Sha256Digits = 64;

    private readonly string? _value;

    private Thumbprint(string value) => _value = value;

    /// <summary>Upper-case hex, without separators.</summary>
    public string Value => _value ?? "";

    /// <summary>True for the SHA-1 form.</summary>
    public bool IsSha1 => Value.Length == Sha1Digits;

    /// <summary>The SHA-256 thumbprint of a certificate.</summary>
    public static Thumbprint Sha256Of(X509Certificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return new Thumbprint(certificate.GetCertHashString(HashAlgorithmName.SHA256));
    }

    /// <summary>The SHA-1 thumbprint of a certificate, as Octopus shows it.</summary>
    public static Thumbprint Sha1Of(X509Certificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return new Thumbprint(certificate.GetCertHashString(HashAlgorithmName.SHA1));
    }

    /// <exception cref="FormatException">The text is not a thumbprint; the message repeats <see cref="Rule"/>.</exception>
    public static Thumbprint Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var thumbprint) ? thumbprint : throw new FormatException(Refusal(s, "is not a thumbprint"));

    /// <summary>Parses a text after <see cref="ThumbprintText"/> has removed separators, a label before the digits and invisible characters.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Thumbprint result)
    {
        result = default;
        if (s is null || ThumbprintText.Read(s) is not { Foreign: null, Digits: { Length: Sha1Digits or Sha256Digits } digits })
        {
            return false;
        }

        result = new Thumbprint(digits);
        return true;
    }

    /// <summary>The reason why a text is not a thumbprint, with the invisible characters of the text and the <see cref="Rule"/>.</summary>
    /// <param name="s">The rejected text.</param>
    /// <param name="verdict">The predicate of the sentence, for example <c>is not a thumbprint</c>.</param>
    public static string Refusal(string s, string verdict)
    {
        ArgumentNullException.ThrowIfNull(s);
        return $"'{ThumbprintText.Shown(s)}' {verdict}: {ThumbprintText.Read(s).Fault}. {Rule}";
    }

    /// <summary>True when this is the thumbprint of the certificate, in either form.</summary>
    public bool Matches(X509Certificate certificate) => this == (IsSha1 ? Sha1Of(certificate) : Sha256Of(certificate));

    public override string ToString() => Value;
}
