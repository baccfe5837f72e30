using System.Security.Cryptography;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Files.Content;

/// <summary>The known digests of some content. An unknown digest is null.</summary>
public sealed record FileDigests(byte[]? Sha256 = null, byte[]? Sha512 = null)
{
    public static FileDigests None { get; } = new();

    /// <summary>The digests of the content that was hashed so far.</summary>
    public static FileDigests From(ContentHasher hasher)
    {
        ArgumentNullException.ThrowIfNull(hasher);
        return new FileDigests(hasher.Sha256, hasher.Sha512);
    }

    public bool IsEmpty => Sha256 is null && Sha512 is null;

    /// <summary>Compares the digests that both sides know. Returns null when they agree, otherwise a text that names the difference.</summary>
    public string? DifferenceFrom(FileDigests expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        return Difference("sha-256", Sha256, expected.Sha256) ?? Difference("sha-512", Sha512, expected.Sha512);
    }

    /// <summary>These digests. Unknown ones are taken from <paramref name="other"/>.</summary>
    public FileDigests Or(FileDigests other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new FileDigests(Sha256 ?? other.Sha256, Sha512 ?? other.Sha512);
    }

    private static string? Difference(string name, byte[]? own, byte[]? expected) =>
        own is null || expected is null || CryptographicOperations.FixedTimeEquals(own, expected)
            ? null
            : $"{name} is {Convert.ToHexStringLower(own)}, announced was {Convert.ToHexStringLower(expected)}";
}
