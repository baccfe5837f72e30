using System.Globalization;
using System.Text;

namespace Tentacle.Archives;

/// <summary>Sparse files in the four formats of GNU tar: the old format, and formats 0.0, 0.1 and 1.0 in extended headers.</summary>
internal static class TarSparse
{
    private const int MaxNumberLength = 20;
    private const int OldMapAt = 386;
    private const int OldPairs = 4;
    private const int OldMorePairs = 21;
    private const int PairLength = 24;
    private const int FieldLength = 12;
    private const int OldMoreAt = 482;
    private const int OldMoreAtContinued = 504;
    private const int OldLengthAt = 483;

    // The parts are kept in memory. No real file has more of them.
    private const int MaxParts = 1 << 20;

    /// <summary>Reads the old format: the map is in the header and in the blocks that follow it.</summary>
    public static SparseLayout ReadOld(TarHeader header, TarInput input)
    {
        var numbers = new List<long>();
        AddFields(numbers, header.Block[OldMapAt..], OldPairs);
        for (var more = header.Block[OldMoreAt] != 0; more;)
        {
            var block = input.ReadBlock() ?? throw new EndOfStreamException();
            AddFields(numbers, block, OldMorePairs);
            more = block[OldMoreAtContinued] != 0;
        }

        return Layout(Field(header.Block[OldLengthAt..]), numbers);
    }

    /// <summary>Reads the formats in extended headers. Returns null when the entry is not a sparse file.</summary>
    /// <param name="input">The input, positioned at the content, where format 1.0 has its map.</param>
    /// <returns>The layout, and the number of content bytes that the map occupies.</returns>
    public static (SparseLayout Layout, long MapLength)? Find(PaxRecords records, TarInput input, long size)
    {
        if (!records.HasSparse)
        {
            return null;
        }

        var length = records.FindNumber("GNU.sparse.realsize") ?? records.FindNumber("GNU.sparse.size") ?? throw Malformed();
        if (records.FindNumber("GNU.sparse.major") is 1 && records.FindNumber("GNU.sparse.minor") is 0)
        {
            var (numbers, read) = ReadMap(input, size);
            return (Layout(length, numbers), read);
        }

        if (records.Find("GNU.sparse.major") is not null && records.FindNumber("GNU.sparse.major") != 0)
        {
            throw new NotSupportedException("a sparse file in the tar is written in a form that is not known here. Make the tar without --sparse.");
        }

        List<long> pairs = records.Find("GNU.sparse.map") is { } map ? [.. Encoding.Latin1.GetString(map).Split(',').Select(Number)] : records.SparsePairs;
        return (Layout(length, pairs), 0);
    }

    // Lines of decimal numbers: the number of parts, then an offset and a length for each, padded to a full block.
    private static (List<long> Numbers, long Read) ReadMap(TarInput input, long size)
    {
        var lines = new MapLines(input, size);
        var count = Number(lines.Next());
        if (count > MaxParts)
        {
            throw Malformed();
        }

        var numbers = new List<long>();
        for (var i = 0; i < 2 * count; i++)
        {
            numbers.Add(Number(lines.Next()));
        }

        return (numbers, lines.Read);
    }

    private static void AddFields(List<long> numbers, ReadOnlySpan<byte> fields, int pairs)
    {
        for (var i = 0; i < pairs; i++)
        {
            var pair = fields.Slice(i * PairLength, PairLength);
            if (pair[0] == 0)
            {
                return;
            }

            numbers.Add(Field(pair));
            numbers.Add(Field(pair[FieldLength..]));
            if (numbers.Count > 2 * MaxParts)
            {
                throw Malformed();
            }
        }
    }

    private static long Field(ReadOnlySpan<byte> field) =>
        TarHeader.TryReadNumber(field[..FieldLength], out var number) && number >= 0 ? number : throw Malformed();

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Malformed();

    private static SparseLayout Layout(long length, List<long> numbers) =>
        numbers.Count % 2 == 0 ? new SparseLayout(length, [.. numbers.Chunk(2).Select(pair => (pair[0], pair[1]))]) : throw Malformed();

    private static InvalidDataException Malformed() => new("the map of a sparse file in the tar is malformed.");

    private sealed class MapLines(TarInput input, long size)
    {
        private byte[] _block = [];
        private int _at;

        /// <summary>The number of content bytes that were read.</summary>
        public long Read { get; private set; }

        public string Next()
        {
            var line = new StringBuilder();
            while (true)
            {
                if (_at == _block.Length)
                {
                    _block = Read < size ? input.ReadBlock() ?? throw new EndOfStreamException() : throw Malformed();
                    _at = 0;
                    Read += _block.Length;
                }

                var character = (char)_block[_at++];
                if (character == '\n')
                {
                    return line.ToString();
                }

                line.Append(line.Length < MaxNumberLength ? character : throw Malformed());
            }
        }
    }
}
