using System.Security.Cryptography;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Packages.Tools;

/// <summary>The package of a tool that was received and hashed. Disposal deletes its file.</summary>
public sealed class ReceivedPackage : IDisposable
{
    private readonly ContentHasher _hasher;

    private ReceivedPackage(string path, ContentHasher hasher) => (Path, _hasher) = (path, hasher);

    /// <summary>The absolute path of the file.</summary>
    public string Path { get; }

    /// <summary>Writes the content into a new file.</summary>
    internal static async Task<ReceivedPackage> ReceiveAsync(string path, Stream content, bool withSha512, CancellationToken cancellationToken)
    {
        var package = new ReceivedPackage(path, new ContentHasher(withSha512));
        try
        {
            using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.Asynchronous);
            await package._hasher.CopyAsync(content, file, copied: null, cancellationToken);
            return package;
        }
        catch
        {
            package.Dispose();
            throw;
        }
    }

    /// <summary>The digest of the package, in lower-case hex.</summary>
    /// <param name="algorithm">SHA-256, or SHA-512 when the package was received with it.</param>
    public string ToHex(HashAlgorithmName algorithm) => _hasher.ToHex(algorithm);

    public void Dispose()
    {
        _hasher.Dispose();
        File.Delete(Path);
    }
}
