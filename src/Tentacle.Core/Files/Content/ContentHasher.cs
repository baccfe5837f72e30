using System.Security.Cryptography;

namespace Tentacle.Core.Files.Content;

/// <summary>Computes the digests of content: always SHA-256, and SHA-512 on request.</summary>
internal sealed class ContentHasher(bool withSha512) : IDisposable
{
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash? _sha512 = withSha512 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA512) : null;

    public bool HasSha512 => _sha512 is not null;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _sha256.AppendData(bytes);
        _sha512?.AppendData(bytes);
    }

    /// <summary>The digests of the content so far. More content may follow.</summary>
    public FileDigests Current() => new(_sha256.GetCurrentHash(), _sha512?.GetCurrentHash());

    public void Dispose()
    {
        _sha256.Dispose();
        _sha512?.Dispose();
    }
}
