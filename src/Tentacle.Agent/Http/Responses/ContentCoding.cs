using System.IO.Compression;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Tentacle.Agent.Http.Responses;

/// <summary>A content coding of answers (RFC 9110, 8.4).</summary>
/// <param name="Name">The name in the headers.</param>
internal sealed record ContentCoding(string Name, Func<Stream, Stream> Compress)
{
    // In order of preference, for callers that have no preference.
    private static readonly ContentCoding[] Known =
    [
        new("br", output => new BrotliStream(output, CompressionLevel.Fastest, leaveOpen: true)),
        new("gzip", output => new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true)),
    ];

    /// <summary>The names of all supported codings.</summary>
    public static IEnumerable<string> Names => Known.Select(coding => coding.Name);

    /// <summary>The supported coding that the caller prefers. Null when it prefers none, or when the header is missing or malformed.</summary>
    public static ContentCoding? Choose(StringValues acceptEncoding)
    {
        if (acceptEncoding.Count == 0 || !StringWithQualityHeaderValue.TryParseList(acceptEncoding, out var accepted))
        {
            return null;
        }

        var best = Known.MaxBy(coding => Quality(accepted, coding.Name) ?? Quality(accepted, "*") ?? 0)!;
        var quality = Quality(accepted, best.Name) ?? Quality(accepted, "*") ?? 0;
        return quality > 0 && quality >= (Quality(accepted, "identity") ?? 0) ? best : null;
    }

    private static double? Quality(IEnumerable<StringWithQualityHeaderValue> accepted, string name) =>
        accepted.FirstOrDefault(a => a.Value.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found ? found.Quality ?? 1 : null;
}
