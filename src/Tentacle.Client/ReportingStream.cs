namespace Tentacle.Client;

/// <summary>A file that is sent, telling how much of it has been read.</summary>
internal sealed class ReportingStream(string path, IProgress<long>? progress) : FileStream(path, new FileStreamOptions { Access = FileAccess.Read, Options = FileOptions.Asynchronous | FileOptions.SequentialScan })
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await base.ReadAsync(buffer, cancellationToken);
        progress?.Report(Position);
        return read;
    }

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        await ReadAsync(buffer.AsMemory(offset, count), cancellationToken);
}
