using System.Runtime.Versioning;
using System.Text;
using Tentacle.Platform;

namespace Tentacle.Supervisor;

/// <summary>Converts the output of a Windows program to UTF-8. Keeps an incomplete character until the rest arrives.</summary>
[SupportedOSPlatform("windows")]
internal sealed class OemDecoder
{
    private readonly Decoder _decoder = OemEncoding.Get().GetDecoder();
    private char[] _text = [];
    private byte[] _utf8 = [];

    /// <summary>The converted bytes. They are valid until the next call.</summary>
    public ReadOnlySpan<byte> ToUtf8(ReadOnlySpan<byte> bytes)
    {
        if (_text.Length < bytes.Length + 2)
        {
            _text = new char[bytes.Length + 2];
            _utf8 = new byte[Encoding.UTF8.GetMaxByteCount(_text.Length)];
        }

        var characters = _decoder.GetChars(bytes, _text, flush: false);
        return _utf8.AsSpan(0, Encoding.UTF8.GetBytes(_text.AsSpan(0, characters), _utf8));
    }
}
