using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Tentacle.Halibut.Bson;

/// <summary>Writes a BSON document as the original programs do.</summary>
internal sealed class BsonWriter
{
    private readonly List<byte> _output = [];

    public static ReadOnlyMemory<byte> Write(BsonDocument document)
    {
        var writer = new BsonWriter();
        writer.WriteDocument(document);
        return writer._output.ToArray();
    }

    private void WriteDocument(BsonDocument document)
    {
        var start = Begin();
        foreach (var (name, value) in document.Members)
        {
            WriteElement(name, value);
        }

        End(start);
    }

    private void WriteArray(BsonArray array)
    {
        var start = Begin();
        for (var i = 0; i < array.Items.Count; i++)
        {
            WriteElement(i.ToString(CultureInfo.InvariantCulture), array.Items[i]);
        }

        End(start);
    }

    private void WriteElement(string name, BsonValue value)
    {
        _output.Add((byte)TypeOf(value));
        _output.AddRange(Encoding.UTF8.GetBytes(name));
        _output.Add(0);
        switch (value)
        {
            case BsonDocument document:
                WriteDocument(document);
                break;
            case BsonArray array:
                WriteArray(array);
                break;
            case BsonValue.Text(var text):
                WriteText(text);
                break;
            case BsonValue.Uuid(var id):
                WriteBinary(BsonBinary.Uuid, id.ToByteArray());
                break;
            case BsonValue.Binary(var bytes):
                WriteBinary(BsonBinary.Bytes, bytes.Span);
                break;
            case BsonValue.NullValue:
                break;
            default:
                WriteFixed(value);
                break;
        }
    }

    private void WriteFixed(BsonValue value)
    {
        switch (value)
        {
            case BsonValue.Flag(var flag):
                _output.Add(flag ? (byte)1 : (byte)0);
                break;
            case BsonValue.Number32(var number):
                WriteNumber(number);
                break;
            case BsonValue.Number64(var number):
                WriteNumber(number);
                break;
            case BsonValue.Moment(var moment):
                WriteNumber(moment.ToUnixTimeMilliseconds());
                break;
            case BsonValue.Fraction(var fraction):
                WriteNumber(BitConverter.DoubleToInt64Bits(fraction));
                break;
        }
    }

    private static BsonType TypeOf(BsonValue value) => value switch
    {
        BsonDocument => BsonType.Document,
        BsonArray => BsonType.Array,
        BsonValue.Text => BsonType.Text,
        BsonValue.Uuid or BsonValue.Binary => BsonType.Binary,
        BsonValue.Flag => BsonType.Flag,
        BsonValue.Number32 => BsonType.Number32,
        BsonValue.Number64 => BsonType.Number64,
        BsonValue.Moment => BsonType.Moment,
        BsonValue.Fraction => BsonType.Fraction,
        _ => BsonType.Null,
    };

    private int Begin()
    {
        WriteNumber(0);
        return _output.Count - sizeof(int);
    }

    private void End(int start)
    {
        _output.Add(0);
        BinaryPrimitives.WriteInt32LittleEndian(CollectionsMarshal.AsSpan(_output)[start..], _output.Count - start);
    }

    private void WriteText(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        WriteNumber(bytes.Length + 1);
        _output.AddRange(bytes);
        _output.Add(0);
    }

    private void WriteBinary(BsonBinary subtype, ReadOnlySpan<byte> bytes)
    {
        WriteNumber(bytes.Length);
        _output.Add((byte)subtype);
        _output.AddRange(bytes);
    }

    private void WriteNumber(int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        _output.AddRange(bytes);
    }

    private void WriteNumber(long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        _output.AddRange(bytes);
    }
}
