namespace Tentacle.Archives;

internal enum ArchiveFormat
{
    Zip,
    Tar,
    GzippedTar,
    Bzip2Tar,
    XzTar,
    ZstandardTar,
}
