using System.Collections;
using System.Globalization;
using System.Text;

namespace Tentacle.Testing.Halibut;

/// <summary>BSON as the protocol uses it, written for tests alone: it trusts its input, and shares nothing with the code under test.</summary>
public static class HalibutBson
{
    public static byte[] Write(HalibutDocument document)
    {
        using var body = new MemoryStream();
        using var writer = new BinaryWriter(body);
        writer.Write(0);
        foreach (var (name, value) in document)
        {
            WriteElement(writer, name, value);
        }

        writer.Write((byte)0);
        writer.Seek(0, SeekOrigin.Begin);
        writer.Write((int)body.Length);
        return body.ToArray();
    }

    public static HalibutDocument Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        return ReadDocument(reader);
    }

    private static void WriteElement(BinaryWriter writer, string name, object? value)
    {
        var (type, body) = Encode(value);
        writer.Write(type);
        writer.Write(Encoding.UTF8.GetBytes(name + "\0"));
        writer.Write(body);
    }

    private static (byte Type, byte[] Body) Encode(object? value) => value switch
    {
        null => (0x0a, []),
        double number => (0x01, BitConverter.GetBytes(number)),
        string text => (0x02, [.. BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text) + 1), .. Encoding.UTF8.GetBytes(text), 0]),
        HalibutDocument document => (0x03, Write(document)),
        Guid id => (0x05, [.. BitConverter.GetBytes(16), 4, .. id.ToByteArray()]),
        byte[] bytes => (0x05, [.. BitConverter.GetBytes(bytes.Length), 0, .. bytes]),
        bool flag => (0x08, [flag ? (byte)1 : (byte)0]),
        DateTimeOffset time => (0x09, BitConverter.GetBytes(time.ToUnixTimeMilliseconds())),
        int number => (0x10, BitConverter.GetBytes(number)),
        long number => (0x12, BitConverter.GetBytes(number)),
        IEnumerable list => (0x04, Write(Numbered(list.Cast<object?>()))),
        _ => throw new ArgumentException($"{value.GetType()} does not occur in the protocol."),
    };

    private static HalibutDocument Numbered(IEnumerable<object?> items)
    {
        var document = new HalibutDocument();
        foreach (var item in items)
        {
            document[document.Count.ToString(CultureInfo.InvariantCulture)] = item;
        }

        return document;
    }

    private static HalibutDocument ReadDocument(BinaryReader reader)
    {
        reader.ReadInt32();
        var document = new HalibutDocument();
        while (reader.ReadByte() is var type and not 0)
        {
            document[ReadName(reader)] = ReadValue(reader, type);
        }

        return document;
    }

    private static string ReadName(BinaryReader reader)
    {
        var name = new List<byte>();
        while (reader.ReadByte() is var letter and not 0)
        {
            name.Add(letter);
        }

        return Encoding.UTF8.GetString([.. name]);
    }

    private static object? ReadValue(BinaryReader reader, byte type) => type switch
    {
        0x01 => reader.ReadDouble(),
        0x02 => Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadInt32())).TrimEnd('\0'),
        0x03 => ReadDocument(reader),
        0x04 => ReadDocument(reader).Values.ToList(),
        0x05 => ReadBinary(reader),
        0x08 => reader.ReadBoolean(),
        0x09 => DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64()),
        0x0a => null,
        0x10 => reader.ReadInt32(),
        0x12 => reader.ReadInt64(),
        _ => throw new InvalidDataException($"An element has the type {type}."),
    };

    private static object ReadBinary(BinaryReader reader)
    {
        var length = reader.ReadInt32();
        var subtype = reader.ReadByte();
        var bytes = reader.ReadBytes(length);
        return subtype == 4 ? new Guid(bytes) : bytes;
    }
}
