using System.Buffers.Binary;
using System.Text;
using Tentacle.Halibut.Wire;

namespace Tentacle.Halibut.Bson;

/// <summary>Reads one BSON document. Its bytes, its depth, and the number and the names of its elements are bounded.</summary>
internal sealed class BsonReader(ReadOnlyMemory<byte> input, HalibutLimits limits)
{
    private const int MinDocument = 5;
    private const int UuidBytes = 16;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly long MinMoment = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long MaxMoment = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
    private int _position;
    private int _elements;

    /// <exception cref="HalibutProtocolException">The bytes are not one document, or exceed a limit.</exception>
    public static BsonDocument Read(ReadOnlyMemory<byte> input, HalibutLimits limits)
    {
        var reader = new BsonReader(input, limits);
        try
        {
            var document = reader.ReadDocument(input.Length, 1);
            return reader._position == input.Length ? document : throw Damaged("there are bytes after it");
        }
        catch (DecoderFallbackException e)
        {
            throw new HalibutProtocolException("The message has a text that is not UTF-8.", e);
        }
    }

    private BsonDocument ReadDocument(int end, int depth)
    {
        var members = new List<(string, BsonValue)>();
        ReadElements(end, depth, (name, value) => members.Add((name, value)));
        return new BsonDocument(members);
    }

    private BsonArray ReadArray(int end, int depth)
    {
        var items = new List<BsonValue>();
        ReadElements(end, depth, (_, value) => items.Add(value));
        return new BsonArray(items);
    }

    private void ReadElements(int outerEnd, int depth, Action<string, BsonValue> add)
    {
        if (depth > limits.MaxDepth)
        {
            throw new HalibutProtocolException($"The message is nested more than {limits.MaxDepth} deep.");
        }

        var start = _position;
        var length = BinaryPrimitives.ReadInt32LittleEndian(Next(sizeof(int), outerEnd));
        if (length < MinDocument || length > outerEnd - start)
        {
            throw Damaged($"a document announces {length} bytes");
        }

        var end = start + length;
        while (Next(1, end)[0] is var type and not 0)
        {
            if (++_elements > limits.MaxElements)
            {
                throw new HalibutProtocolException($"The message has more than {limits.MaxElements} elements.");
            }

            add(ReadName(end), ReadValue((BsonType)type, end, depth));
        }

        if (_position != end)
        {
            throw Damaged("a document ends before its last byte");
        }
    }

    private BsonValue ReadValue(BsonType type, int end, int depth) => type switch
    {
        BsonType.Fraction => new BsonValue.Fraction(BinaryPrimitives.ReadDoubleLittleEndian(Next(sizeof(double), end))),
        BsonType.Text => new BsonValue.Text(ReadText(end)),
        BsonType.Document => ReadDocument(end, depth + 1),
        BsonType.Array => ReadArray(end, depth + 1),
        BsonType.Binary => ReadBinary(end),
        BsonType.Flag => new BsonValue.Flag(Next(1, end)[0] switch { 0 => false, 1 => true, _ => throw Damaged("a truth value is neither") }),
        BsonType.Moment => new BsonValue.Moment(ReadMoment(end)),
        BsonType.Null => BsonValue.Null,
        BsonType.Number32 => new BsonValue.Number32(BinaryPrimitives.ReadInt32LittleEndian(Next(sizeof(int), end))),
        BsonType.Number64 => new BsonValue.Number64(BinaryPrimitives.ReadInt64LittleEndian(Next(sizeof(long), end))),
        _ => throw Damaged($"an element has the unknown type {(byte)type}"),
    };

    private string ReadName(int end)
    {
        var rest = input.Span[_position..end];
        var length = rest[..Math.Min(rest.Length, limits.MaxNameBytes + 1)].IndexOf((byte)0);
        if (length < 0)
        {
            throw Damaged($"a name does not end, or has more than {limits.MaxNameBytes} bytes");
        }

        _position += length + 1;
        return Strict.GetString(rest[..length]);
    }

    private string ReadText(int end)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(Next(sizeof(int), end));
        if (length < 1)
        {
            throw Damaged($"a text announces {length} bytes");
        }

        var text = Next(length, end);
        return text[^1] == 0 ? Strict.GetString(text[..^1]) : throw Damaged("a text does not end with zero");
    }

    private BsonValue ReadBinary(int end)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(Next(sizeof(int), end));
        var subtype = (BsonBinary)Next(1, end)[0];
        var bytes = Next(length, end);
        return subtype switch
        {
            BsonBinary.Bytes => new BsonValue.Binary(bytes.ToArray()),
            BsonBinary.Uuid when length == UuidBytes => new BsonValue.Uuid(new Guid(bytes)),
            _ => throw Damaged($"a binary value of {length} bytes has the subtype {(byte)subtype}"),
        };
    }

    private DateTimeOffset ReadMoment(int end)
    {
        var milliseconds = BinaryPrimitives.ReadInt64LittleEndian(Next(sizeof(long), end));
        return milliseconds >= MinMoment && milliseconds <= MaxMoment
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw Damaged("a time is out of range");
    }

    private ReadOnlySpan<byte> Next(int count, int end)
    {
        if (count < 0 || count > end - _position)
        {
            throw Damaged("an element is longer than its document");
        }

        _position += count;
        return input.Span.Slice(_position - count, count);
    }

    private static HalibutProtocolException Damaged(string reason) => new($"The message is damaged: {reason}.");
}
