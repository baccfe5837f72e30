using Tentacle.Core.Platform.Storage;

namespace Tentacle.Core.Packages.Archives;

/// <summary>Lets only so many bytes be read at times when the reader would keep them in memory.</summary>
internal sealed class BudgetedStream(Stream inner) : ObservedStream(inner)
{
    private long _allowed = long.MaxValue;

    public void Allow(long bytes) => _allowed = bytes;

    public void AllowAll() => _allowed = long.MaxValue;

    protected override void Observe(ReadOnlySpan<byte> bytes)
    {
        _allowed -= bytes.Length;
        if (_allowed < 0)
        {
            throw new PackageException("The package is refused: names and attributes of one of its entries are longer than any real ones. Nothing was installed.");
        }
    }
}
