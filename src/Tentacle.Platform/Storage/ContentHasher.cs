using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Tentacle.Platform.Storage;

/// <summary>Computes the digests of content while it is read or copied: always SHA-256, and SHA-512 on request.</summary>
public sealed class ContentHasher(bool withSha512 = false) : IDisposable
{
    private const int BufferSize = 256 * 1024;
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash? _sha512 = withSha512 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA512) : null;

    public bool HasSha512 => _sha512 is not null;

    /// <summary>The SHA-256 of the content so far. More content may follow.</summary>
    public byte[] Sha256 => _sha256.GetCurrentHash();

    /// <summary>The SHA-512 of the content so far. Null when it was not requested.</summary>
    public byte[]? Sha512 => _sha512?.GetCurrentHash();

    /// <summary>The digest of the content so far, in lower-case hex.</summary>
    /// <param name="algorithm">SHA-256 or SHA-512.</param>
    /// <exception cref="ArgumentException">The digest was not requested.</exception>
    public string ToHex(HashAlgorithmName algorithm) => Convert.ToHexStringLower(
        algorithm == HashAlgorithmName.SHA256 ? Sha256
        : algorithm == HashAlgorithmName.SHA512 && Sha512 is { } sha512 ? sha512
        : throw new ArgumentException($"{algorithm} is not computed.", nameof(algorithm)));

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _sha256.AppendData(bytes);
        _sha512?.AppendData(bytes);
    }

    /// <summary>Copies content into a new file, and hashes it on the way.</summary>
    /// <param name="copied">Called after each block, with the number of bytes before and after it.</param>
    /// <returns>The number of bytes.</returns>
    public async Task<long> CopyAsync(Stream content, SafeFileHandle file, Action<long, long>? copied, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var length = 0L;
            int read;
            while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
            {
                Append(buffer.AsSpan(0, read));
                await FileBytes.WriteAsync(file, buffer.AsMemory(0, read), length, cancellationToken);
                length += read;
                copied?.Invoke(length - read, length);
            }

            return length;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose()
    {
        _sha256.Dispose();
        _sha512?.Dispose();
    }
}
