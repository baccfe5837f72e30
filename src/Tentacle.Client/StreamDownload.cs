using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Tentacle.Client;

/// <summary>
/// Downloads one file from an agent to a stream that cannot be rewound: a pipe, a terminal, a socket. A broken connection resumes at the current position, as
/// long as the file is unchanged.
/// </summary>
internal sealed class StreamDownload(AgentCalls calls, string route, Stream destination, IProgress<TransferProgress>? progress)
{
    private const int BufferSize = 256 * 1024;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _written;

    public async Task<TransferredFile> RunAsync(string name, TransferRetryPolicy retries, CancellationToken cancellationToken)
    {
        using var hash = _hash;
        var remote = await RemoteFile.DescribeAsync(calls, route, cancellationToken);
        while (_written < remote.Length)
        {
            var before = _written;
            try
            {
                using var response = await calls.OpenAsync(route, message => AskForRest(message, remote), cancellationToken);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    remote = _written == 0 ? RemoteFile.From(response) : throw new TentacleConnectionException(
                        $"The file changed while it was downloaded, and the {_written} bytes that were written cannot be taken back. "
                        + "Download it into a file, or when it is left alone.");
                }

                await CopyAsync(response, remote.Length, cancellationToken);
            }
            catch (Exception e) when (CallRetry.IsNetworkError(e) && !cancellationToken.IsCancellationRequested)
            {
                if (_written > before)
                {
                    retries.Progressed();
                }

                if (!await retries.WaitAsync(cancellationToken))
                {
                    throw calls.Explain(e);
                }
            }
        }

        var sha256 = Convert.ToHexStringLower(hash.GetCurrentHash());
        return await RemoteFile.FindDifferenceAsync(calls, route, remote, sha256, cancellationToken) is { } difference
            ? throw new TentacleConnectionException($"{difference} It was written all the same; do not use it, and try again.")
            : new TransferredFile(name, remote.Length, sha256, WasThere: false);
    }

    private void AskForRest(HttpRequestMessage message, RemoteFile remote)
    {
        if (_written > 0)
        {
            message.Headers.Range = new RangeHeaderValue(_written, null);
            message.Headers.IfRange = new RangeConditionHeaderValue(remote.Tag);
        }
    }

    private async Task CopyAsync(HttpResponseMessage response, long total, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int read;
            while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                progress?.Report(new TransferProgress(_written, total));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Errors here are not network errors, and are not retried.
    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await destination.WriteAsync(bytes, cancellationToken);
            await destination.FlushAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            throw new TentacleFileException($"What was downloaded could not be written: {e.Message}", e);
        }

        _hash.AppendData(bytes.Span);
        _written += bytes.Length;
    }
}
