using System.Buffers;
using System.Buffers.Binary;

namespace Tentacle.Agent.Doors.Untrusted;

/// <summary>
/// Finds the first request in what an HTTP/2 peer sends (RFC 9113). Every byte is looked at once and then dropped, and only so many bytes and frames are
/// looked at.
/// </summary>
internal sealed class FirstRequest
{
    /// <summary>The most bytes that a peer may send before it is answered, and as many after.</summary>
    public const int MostBytes = 64 * 1024;

    /// <summary>The most frames before the request: clients send SETTINGS, a WINDOW_UPDATE and a few of PRIORITY.</summary>
    public const int MostFrames = 10;

    private const int FrameHeader = 9;
    private const int HeadersFrame = 1;
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();
    private bool _hasPreface;
    private long _left;
    private int _frames;
    private long _bytes;

    /// <summary>The stream of the request; null before it was found.</summary>
    public uint? Stream { get; private set; }

    /// <summary>True when the peer broke the protocol or sent too much: there is nothing more to look for.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Looks at what came, and returns how far; the rest must be shown again with more behind it.</summary>
    public SequencePosition Look(ReadOnlySequence<byte> received)
    {
        var rest = received;
        if (!_hasPreface && !TryTakePreface(ref rest))
        {
            return rest.Start;
        }

        while (Stream is null && !IsOver && TryTake(ref rest))
        {
        }

        _bytes += received.Length - rest.Length;
        IsOver |= _bytes > MostBytes;
        return rest.Start;
    }

    private bool TryTakePreface(ref ReadOnlySequence<byte> rest)
    {
        if (rest.Length < Preface.Length)
        {
            return false;
        }

        Span<byte> preface = stackalloc byte[Preface.Length];
        rest.Slice(0, preface.Length).CopyTo(preface);
        _hasPreface = preface.SequenceEqual(Preface);
        IsOver = !_hasPreface;
        rest = rest.Slice(preface.Length);
        return _hasPreface;
    }

    // The rest of a frame whose head was seen, or the head of the next one.
    private bool TryTake(ref ReadOnlySequence<byte> rest)
    {
        if (_left > 0)
        {
            var taken = Math.Min(_left, rest.Length);
            rest = rest.Slice(taken);
            _left -= taken;
            return taken > 0;
        }

        if (rest.Length < FrameHeader)
        {
            return false;
        }

        Span<byte> header = stackalloc byte[FrameHeader];
        rest.Slice(0, FrameHeader).CopyTo(header);
        rest = rest.Slice(FrameHeader);
        _left = (header[0] << 16) | (header[1] << 8) | header[2];
        if (header[3] == HeadersFrame)
        {
            Stream = BinaryPrimitives.ReadUInt32BigEndian(header[5..]) & 0x7fffffff;
        }

        IsOver = Stream is null && ++_frames >= MostFrames;
        return true;
    }
}
