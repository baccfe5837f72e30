using System.Globalization;
using System.Text;

namespace Tentacle.Archives;

/// <summary>
/// The extended header of a pax tar (POSIX.1-2024, pax): records of the form <c>LENGTH KEY=VALUE\n</c>. A repeated key replaces the earlier value, except for
/// the offsets and lengths of old sparse files, which form pairs.
/// </summary>
internal sealed class PaxRecords
{
    private const string SparseOffset = "GNU.sparse.offset";
    private const string SparseLength = "GNU.sparse.numbytes";
    private const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    // Other keys are not kept, because global ones would accumulate.
    private static readonly HashSet<string> Known =
    [
        "path", "linkpath", "size", "mtime", "SCHILY.filetype", "SUN.holesdata", SparseOffset, SparseLength,
        "GNU.sparse.name", "GNU.sparse.size", "GNU.sparse.realsize", "GNU.sparse.major", "GNU.sparse.minor", "GNU.sparse.map", "GNU.sparse.numblocks",
    ];

    private readonly Dictionary<string, byte[]> _values = [];

    /// <summary>The offsets and lengths of a sparse file in GNU format 0.0, as pairs.</summary>
    public List<long> SparsePairs { get; } = [];

    /// <summary>True when the entry has no records.</summary>
    public bool IsEmpty => _values.Count == 0;

    public bool HasSparse => _values.Keys.Any(k => k.StartsWith("GNU.sparse.", StringComparison.Ordinal));

    /// <exception cref="InvalidDataException">The records are malformed.</exception>
    public void Add(ReadOnlySpan<byte> records)
    {
        while (records.Length > 0)
        {
            var space = records.IndexOf((byte)' ');
            if (space is < 1 or > 9 || !int.TryParse(records[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length <= space + 1 || length > records.Length || records[length - 1] != '\n'
                || records[(space + 1)..length].IndexOf((byte)'=') is not (> 0 and var equals))
            {
                throw new InvalidDataException("an extended header of the tar is malformed.");
            }

            var record = records[(space + 1)..(length - 1)];
            Add(Encoding.UTF8.GetString(record[..equals]), record[(equals + 1)..]);
            records = records[length..];
        }
    }

    /// <summary>Combines the records of all entries with those of one entry, which take precedence.</summary>
    public static PaxRecords Merge(PaxRecords global, PaxRecords own)
    {
        if (global._values.Count == 0)
        {
            return own;
        }

        var all = new PaxRecords();
        foreach (var (key, value) in global._values.Concat(own._values))
        {
            all._values[key] = value;
        }

        all.SparsePairs.AddRange(own.SparsePairs);
        return all;
    }

    /// <summary>The value of a key; null when it is missing or empty. An empty value of one entry cancels the value for all entries.</summary>
    public byte[]? Find(string key) => _values.GetValueOrDefault(key) is { Length: > 0 } value ? value : null;

    /// <exception cref="InvalidDataException">The value is not a number, or is negative.</exception>
    public long? FindNumber(string key) => Find(key) is { } value ? Number(key, value) : null;

    /// <summary>The time of the last change, from seconds with a fraction; null when it is missing or invalid.</summary>
    public DateTimeOffset? FindTime() =>
        Find("mtime") is { } value && decimal.TryParse(value, Decimal, CultureInfo.InvariantCulture, out var seconds)
        && decimal.Floor(seconds) is > long.MinValue and < long.MaxValue and var whole
            ? EntryAttributes.TimeOf((long)whole, (long)((seconds - whole) * TimeSpan.TicksPerSecond))
            : null;

    private static long Number(string key, ReadOnlySpan<byte> value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidDataException($"the {key} of an extended header of the tar is not a number.");

    private void Add(string key, ReadOnlySpan<byte> value)
    {
        if (!Known.Contains(key))
        {
            return;
        }

        if (key is SparseOffset or SparseLength)
        {
            if (key == SparseOffset != (SparsePairs.Count % 2 == 0))
            {
                throw new InvalidDataException("the map of a sparse file in the tar is malformed.");
            }

            SparsePairs.Add(Number(key, value));
        }

        _values[key] = value.ToArray();
    }
}
