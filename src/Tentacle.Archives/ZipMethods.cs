namespace Tentacle.Archives;

/// <summary>The names of the compression methods of zip entries (APPNOTE.TXT 4.4.5).</summary>
internal static class ZipMethods
{
    public static string NameOf(int method) => method switch
    {
        1 => "Shrink",
        >= 2 and <= 5 => "Reduce",
        6 => "Implode",
        10 => "PKWARE's Implode",
        16 or 18 => "an IBM method",
        19 => "IBM LZ77",
        94 => "MP3",
        96 => "JPEG",
        97 => "WavPack",
        98 => "PPMd",
        99 => "AES encryption",
        _ => $"method {method}",
    };
}
