using System.Globalization;
using System.Text;

namespace Tentacle.Testing.Archives;

/// <summary>A tar that a test makes byte by byte, with what no tool would write.</summary>
public sealed class RawTar
{
    private const int Block = 512;
    private readonly List<byte[]> _blocks = [];

    /// <param name="type">As the header has it; NUL for v7.</param>
    /// <param name="size">What the header says; null is the length of the content.</param>
    /// <param name="change">Done to the header before its checksum is written.</param>
    public RawTar With(string name, string content = "", char type = '0', string link = "", long? size = null, Action<byte[]>? change = null) =>
        With(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(content), type, link, size, change);

    public RawTar With(byte[] name, byte[] content, char type = '0', string link = "", long? size = null, Action<byte[]>? change = null)
    {
        var header = new byte[Block];
        name.CopyTo(header, 0);
        Put(header, 100, "0000644");
        Put(header, 108, "0000000");
        Put(header, 116, "0000000");
        Put(header, 124, Convert.ToString(size ?? content.Length, 8).PadLeft(11, '0'));
        Put(header, 136, Convert.ToString(1_580_702_706, 8).PadLeft(11, '0'));
        header[156] = (byte)type;
        Put(header, 157, link);
        Put(header, 257, type == '\0' ? "" : "ustar\000");
        change?.Invoke(header);
        Sign(header);
        _blocks.Add(header);
        return Raw(content);
    }

    /// <summary>An extended header for the next entry, or for all that follow.</summary>
    public RawTar WithPax(bool global, params (string Key, string Value)[] records) =>
        With("pax", string.Concat(records.Select(r => Record(r.Key, r.Value))), global ? 'g' : 'x');

    /// <summary>Bytes without a header, filled up to a block.</summary>
    public RawTar Raw(byte[] content)
    {
        var padded = new byte[(content.Length + Block - 1) / Block * Block];
        content.CopyTo(padded, 0);
        _blocks.Add(padded);
        return this;
    }

    /// <param name="ended">Whether the two blocks of zeros that mark the end are there.</param>
    public byte[] ToBytes(bool ended = true) => [.. _blocks.SelectMany(b => b), .. new byte[ended ? 2 * Block : 0]];

    /// <summary>Writes a field of a header.</summary>
    public static void Put(byte[] header, int at, string text) => Encoding.ASCII.GetBytes(text).CopyTo(header, at);

    private static void Sign(byte[] header)
    {
        Put(header, 148, "        ");
        var sum = header.Sum(b => b);
        Put(header, 148, Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ");
    }

    private static string Record(string key, string value)
    {
        var rest = $" {key}={value}\n";
        var length = Encoding.UTF8.GetByteCount(rest);
        var digits = (length + 1).ToString(CultureInfo.InvariantCulture).Length;
        digits = (length + digits).ToString(CultureInfo.InvariantCulture).Length;
        return string.Create(CultureInfo.InvariantCulture, $"{length + digits}{rest}");
    }
}
