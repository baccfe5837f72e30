using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Tentacle.Agent.Http.Requests;

/// <summary>A range of bytes of a file.</summary>
internal readonly record struct ByteRange(long Start, long Length)
{
    // A request for more ranges is likely an attack.
    private const int MaxCount = 100;

    public long Last => Start + Length - 1;

    /// <summary>
    /// The satisfiable ranges in the requested order. Empty when no range is satisfiable. Null when the header must be ignored, because it has another unit,
    /// is malformed, has more than 100 ranges, or requests more bytes than the file has.
    /// </summary>
    public static IReadOnlyList<ByteRange>? Parse(StringValues header, long length)
    {
        if (!RangeHeaderValue.TryParse(header.ToString(), out var parsed) || !parsed.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase)
            || parsed.Ranges.Count > MaxCount)
        {
            return null;
        }

        var ranges = parsed.Ranges.Select(r => Satisfy(r, length)).Where(r => r.Length > 0).ToList();

        // Ranges of a sparse file can be so long that the sum of two of them overflows a long.
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
