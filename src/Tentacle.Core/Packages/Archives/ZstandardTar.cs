using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Tentacle.Core.Packages.Archives;

/// <summary>Reads a tar that Zstandard has compressed.</summary>
internal static class ZstandardTar
{
    // What the zstd program takes by itself: the archive says how much memory its reader needs, and may say gigabytes.
    private const int LargestWindowLog = 27;

    public static void Read(Stream archive, ExtractionTree tree, CancellationToken cancellationToken)
    {
        using var unzipped = new DecompressionStream(archive, checkEndOfStream: true, leaveOpen: true);
        unzipped.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, LargestWindowLog);
        try
        {
            TarPackage.Read(unzipped, tree, cancellationToken);
        }
        catch (ZstdException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }
}
