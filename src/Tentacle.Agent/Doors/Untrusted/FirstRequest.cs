using System.Buffers;
using System.Buffers.Binary;

namespace Tentacle.Agent.Doors.Untrusted;

/// <summary>
/// Finds the first request in the input of an HTTP/2 peer (RFC 9113). Reads every byte once and then drops it. The number of bytes and frames is limited.
/// </summary>
internal sealed class FirstRequest
{
    /// <summary>The maximum number of bytes that a peer may send before the answer. The same limit applies after the answer.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>The maximum number of frames before the request. Clients send SETTINGS, a WINDOW_UPDATE and a few PRIORITY frames.</summary>
    public const int MaxFrames = 10;

    private const int FrameHeader = 9;
    private const int HeadersFrame = 1;
    private static readonly byte[] Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray();
    private bool _hasPreface;
    private long _left;
    private int _frames;
    private long _bytes;

    /// <summary>The stream of the request. Null until it is found.</summary>
    public uint? Stream { get; private set; }

    /// <summary>True when the peer violated the protocol or sent too much, which ends the search.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Examines the received bytes, and returns the position up to which they are consumed. Pass the rest again with the bytes that follow.</summary>
    public SequencePosition Inspect(ReadOnlySequence<byte> received)
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
        IsOver |= _bytes > MaxBytes;
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

    // Takes the rest of a frame whose header was read, or the header of the next one.
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

        IsOver = Stream is null && ++_frames >= MaxFrames;
        return true;
    }
}
