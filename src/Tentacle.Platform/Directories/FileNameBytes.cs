using System.Text;
using System.Text.Unicode;

namespace Tentacle.Platform.Directories;

/// <summary>
/// Converts the names of a Linux file system, which are bytes and usually UTF-8, to text and back without loss. A byte that is not valid UTF-8 becomes a lone
/// low surrogate (U+DC80 to U+DCFF), which valid text never has.
/// </summary>
internal static class FileNameBytes
{
    private const char Escape = '\uDC00';

    public static string Decode(ReadOnlySpan<byte> name)
    {
        if (Utf8.IsValid(name))
        {
            return Encoding.UTF8.GetString(name);
        }

        var text = new StringBuilder(name.Length);
        Span<char> units = stackalloc char[2];
        while (!name.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(name, out var rune, out var consumed) == System.Buffers.OperationStatus.Done)
            {
                text.Append(units[..rune.EncodeToUtf16(units)]);
            }
            else
            {
                foreach (var b in name[..consumed])
                {
                    text.Append((char)(Escape + b));
                }
            }

            name = name[consumed..];
        }

        return text.ToString();
    }

    public static byte[] Encode(string name)
    {
        if (!HasEscapes(name))
        {
            return Encoding.UTF8.GetBytes(name);
        }

        var bytes = new List<byte>(name.Length);
        Span<byte> units = stackalloc byte[4];
        for (var rest = name.AsSpan(); !rest.IsEmpty;)
        {
            var status = Rune.DecodeFromUtf16(rest, out var rune, out var consumed);
            if (status != System.Buffers.OperationStatus.Done && IsEscape(rest[0]))
            {
                bytes.Add((byte)(rest[0] - Escape));
            }
            else
            {
                bytes.AddRange(units[..rune.EncodeToUtf8(units)]);
            }

            rest = rest[consumed..];
        }

        return [.. bytes];
    }

    /// <summary>The name as the kernel expects it: bytes with a zero byte at the end.</summary>
    public static byte[] Terminated(string name)
    {
        if (HasEscapes(name))
        {
            return [.. Encode(name), 0];
        }

        var bytes = new byte[Encoding.UTF8.GetByteCount(name) + 1];
        Encoding.UTF8.GetBytes(name, bytes);
        return bytes;
    }

    /// <summary>True when the bytes of the name are not valid UTF-8.</summary>
    public static bool HasEscapes(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsHighSurrogate(name[i]) && i + 1 < name.Length && char.IsLowSurrogate(name[i + 1]))
            {
                i++;
            }
            else if (IsEscape(name[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsEscape(char c) => c is >= '\uDC80' and <= '\uDCFF';
}
