using Tentacle.Platform.Storage;

namespace Tentacle.Core.Files.Content;

/// <summary>A stream that hashes the content read through it.</summary>
internal sealed class HashingStream(Stream inner, bool withSha512) : ObservedStream(inner)
{
    private readonly ContentHasher _hasher = new(withSha512);

    public FileDigests Current() => FileDigests.From(_hasher);

    protected override void Observe(ReadOnlySpan<byte> bytes) => _hasher.Append(bytes);

    protected override void Dispose(bool disposing)
    {
        _hasher.Dispose();
        base.Dispose(disposing);
    }
}
