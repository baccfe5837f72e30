using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Tentacle.Contracts;

namespace Tentacle.Client;

/// <summary>A part of a local file. The file is opened when the part is requested, so that an earlier rejection costs nothing.</summary>
internal sealed class PieceContent : HttpContent
{
    private readonly string _path;
    private readonly long _offset;
    private readonly long _length;
    private readonly Action<long> _sent;

    public PieceContent(string path, long offset, long length, Action<long> sent)
    {
        (_path, _offset, _length, _sent) = (path, offset, length, sent);
        Headers.ContentType = new MediaTypeHeaderValue(ApiHeaders.PartialUpload);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var file = LocalFile.OpenToRead(_path);
        var buffer = ArrayPool<byte>.Shared.Rent(LocalFile.BufferSize);
        try
        {
            var position = _offset;
            var end = _offset + _length;
            while (position < end)
            {
                var read = file.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - position)), position);
                if (read == 0)
                {
                    throw new TentacleFileException($"'{_path}' became shorter while it was sent. Let nothing write to it, and try again.");
                }

                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                position += read;
                _sent(position);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }
}
