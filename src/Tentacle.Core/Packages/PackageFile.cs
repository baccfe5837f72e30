using System.Security.Cryptography;
using Tentacle.Archives;
using Tentacle.Contracts;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Packages;

/// <summary>The archive to deploy.</summary>
/// <param name="Path">The absolute path of the archive.</param>
/// <param name="IsOurs">True when the archive was uploaded with the job. It is deleted after its extraction.</param>
internal sealed record PackageFile(string Path, bool IsOurs)
{
    private const int BufferSize = 1 << 20;

    public static PackageFile Find(JobPackage package, PackageSite site)
    {
        var file = package.Upload is { } upload
            ? new PackageFile(System.IO.Path.GetFullPath(System.IO.Path.Combine(upload.Split('/', '\\')), site.WorkDirectory), IsOurs: true)
            : new PackageFile(System.IO.Path.GetFullPath(package.Path!, site.HomeDirectory), IsOurs: false);
        return File.Exists(file.Path) ? file : throw new PackageException($"There is no package '{file.Path}'. Upload it first, or send it with the job.");
    }

    /// <summary>Reads the archive once and compares its digest.</summary>
    /// <param name="expected">The expected digest; null accepts any.</param>
    /// <returns>The SHA-256 of the archive, in lower-case hex.</returns>
    /// <exception cref="PackageException">The digest does not match.</exception>
    public string Verify(ContentDigest? expected, Action<int> progress, CancellationToken cancellationToken)
    {
        using var hasher = new ContentHasher(withSha512: expected?.Algorithm == HashAlgorithmName.SHA512);
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var buffer = new byte[BufferSize];
        int read;
        while ((read = file.Read(buffer)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hasher.Append(buffer.AsSpan(0, read));
            progress((int)(file.Position * 100 / file.Length));
        }

        return expected is null || hasher.ToHex(expected.Algorithm) == expected.Hex
            ? hasher.ToHex(HashAlgorithmName.SHA256)
            : throw new PackageException(
                $"The package is not the one that was meant: its {expected.Algorithm.Name} is {hasher.ToHex(expected.Algorithm)}, expected was {expected.Hex}. "
                + "Nothing was installed; send the package again.");
    }
}
