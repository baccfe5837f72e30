using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Tentacle.Agent.Endpoints.Files;

/// <summary>Bytes of a file.</summary>
internal readonly record struct ByteRange(long Start, long Length)
{
    // More are asked for by nobody with good intentions.
    private const int Most = 100;

    public long Last => Start + Length - 1;

    /// <summary>
    /// The ranges that can be satisfied, in the order they were asked for; none when not one can be. Null when the header is to be ignored: it is of
    /// another unit or malformed, or asks for more than the whole file.
    /// </summary>
    public static IReadOnlyList<ByteRange>? Parse(StringValues header, long length)
    {
        if (!RangeHeaderValue.TryParse(header.ToString(), out var parsed) || !parsed.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase) || parsed.Ranges.Count > Most)
        {
            return null;
        }

        var ranges = parsed.Ranges.Select(r => Satisfy(r, length)).Where(r => r.Length > 0).ToList();

        // Of a sparse file each range can be so long that two of them are more than a long can hold.
        return ranges.Count > 1 && ranges.Sum(r => (decimal)r.Length) > length ? null : ranges;
    }

    private static ByteRange Satisfy(RangeItemHeaderValue asked, long length)
    {
        if (asked.From is { } from)
        {
            var last = Math.Min(asked.To ?? long.MaxValue, length - 1);
            return new ByteRange(from, Math.Max(0, last - from + 1));
        }

        var suffix = Math.Min(asked.To ?? 0, length);
        return new ByteRange(length - suffix, suffix);
    }
}
