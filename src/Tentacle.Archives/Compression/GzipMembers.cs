using System.IO.Compression;
using System.Security.Cryptography;
using Tentacle.Platform.Storage;

namespace Tentacle.Archives.Compression;

/// <summary>
/// Reads a gzip file to its end. The platform's reader verifies CRC-32 and length of each member, but accepts a truncated file and ignores trailing bytes.
/// Therefore one more member with random content, the mark, is appended to the file. If the mark comes out complete and last, the members of the file are
/// complete and no other bytes follow them.
/// </summary>
internal sealed class GzipMembers : ForwardStream
{
    private const int MarkLength = 16;
    private readonly byte[] _mark = RandomNumberGenerator.GetBytes(MarkLength);
    private readonly GZipStream _members;

    // The last bytes of the output, which may be the mark.
    private readonly byte[] _held = new byte[MarkLength];
    private int _heldLength;
    private bool _ended;

    public GzipMembers(Stream source) => _members = new GZipStream(new SourceThenMark(source, Member(_mark)), CompressionMode.Decompress);

    public override int Read(Span<byte> buffer)
    {
        while (!_ended && buffer.Length > 0)
        {
            var given = buffer.Length > MarkLength ? ReadLarge(buffer) : ReadSmall(buffer);
            if (given > 0)
            {
                return given;
            }
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _members.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] Member(byte[] content)
    {
        using var member = new MemoryStream();
        using (var zipped = new GZipStream(member, CompressionLevel.NoCompression, leaveOpen: true))
        {
            zipped.Write(content);
        }

        return member.ToArray();
    }

    private int ReadSmall(Span<byte> room)
    {
        Span<byte> piece = stackalloc byte[2 * MarkLength];
        var given = ReadLarge(piece[..(room.Length + MarkLength)]);
        piece[..given].CopyTo(room);
        return given;
    }

    // The held bytes are returned first, then the bytes read. The last sixteen bytes of both together are held again.
    private int ReadLarge(Span<byte> room)
    {
        _held.AsSpan(0, _heldLength).CopyTo(room);
        var read = ReadMembers(room[_heldLength..]);
        if (read == 0)
        {
            End();
            return 0;
        }

        var all = _heldLength + read;
        var given = Math.Max(0, all - MarkLength);
        _heldLength = all - given;
        room[given..all].CopyTo(_held);
        return given;
    }

    private int ReadMembers(Span<byte> room)
    {
        try
        {
            return _members.Read(room);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException("its gzip data is cut short, or does not have the CRC-32 and the length that it says it has.", e);
        }
    }

    private void End()
    {
        _ended = true;
        if (_heldLength != MarkLength || !_held.AsSpan().SequenceEqual(_mark))
        {
            throw new InvalidDataException("its gzip data is cut short, or other bytes follow it.");
        }
    }

    private sealed class SourceThenMark(Stream source, byte[] mark) : ForwardStream
    {
        private int _given = -1;

        public override int Read(Span<byte> buffer)
        {
            if (_given < 0)
            {
                var read = source.Read(buffer);
                if (read > 0 || buffer.Length == 0)
                {
                    return read;
                }

                _given = 0;
            }

            var piece = mark.AsSpan(_given, Math.Min(buffer.Length, mark.Length - _given));
            piece.CopyTo(buffer);
            _given += piece.Length;
            return piece.Length;
        }
    }
}
