using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Tentacle.Client;

/// <summary>
/// Downloads one file from an agent. An identical local file is not transferred. Otherwise the content goes into a file beside the target, which resumes after
/// a broken connection or an earlier run. It replaces the target only when its digest equals the agent's.
/// </summary>
internal sealed class FileDownload(AgentCalls calls, string route, string localPath, IProgress<TransferProgress>? progress) : IDisposable
{
    private const int MaxVersions = 10;
    private LocalFile? _file;
    private int _versions;

    public async Task<TransferredFile> RunAsync(TransferRetryPolicy retries, CancellationToken cancellationToken)
    {
        if (await FindSameAsync(cancellationToken) is { } same)
        {
            progress?.Report(new TransferProgress(same.Length, same.Length));
            return same;
        }

        var remote = await RemoteFile.DescribeAsync(calls, route, cancellationToken);
        var file = await OpenAsync(remote, cancellationToken);
        (file, remote) = await ReceiveAsync(file, remote, retries, cancellationToken);
        return await FinishAsync(file, remote, cancellationToken);
    }

    public void Dispose() => _file?.Dispose();

    private async Task<TransferredFile> FinishAsync(LocalFile file, RemoteFile remote, CancellationToken cancellationToken)
    {
        var partial = PartialPath(remote);
        if (await RemoteFile.FindDifferenceAsync(calls, route, remote, file.Sha256(), cancellationToken) is { } difference)
        {
            File.Delete(partial);
            throw new TentacleConnectionException($"{difference} It was thrown away; try again.");
        }

        file.Flush();
        LocalFile.Guard(localPath, () =>
        {
            File.Move(partial, localPath, overwrite: true);
            return true;
        });
        return new TransferredFile(localPath, remote.Length, file.Sha256(), WasThere: false);
    }

    private async Task<TransferredFile?> FindSameAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(localPath))
        {
            return null;
        }

        using var file = LocalFile.OpenToRead(localPath);
        var there = await RemoteFile.FindAsync(calls, route, wantDigest: false, cancellationToken);
        if (there is null || there.Length != file.Length)
        {
            return null;
        }

        there = await RemoteFile.FindAsync(calls, route, wantDigest: true, cancellationToken);
        await Task.Run(() => file.HashUpTo(there?.Length ?? 0, cancellationToken), cancellationToken);
        return there?.Sha256 == file.Sha256() ? new TransferredFile(localPath, there.Length, there.Sha256, WasThere: true) : null;
    }

    private async Task<(LocalFile File, RemoteFile Remote)> ReceiveAsync(
        LocalFile file,
        RemoteFile remote,
        TransferRetryPolicy retries,
        CancellationToken cancellationToken)
    {
        while (file.Hashed < remote.Length)
        {
            var before = file.Hashed;
            try
            {
                using var response = await calls.OpenAsync(route, message => AskForRest(message, file, remote), cancellationToken);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    // The answer has the whole file in its current version. A growing log has the length that it had at the start of this answer.
                    (file, remote) = Restart(file, remote, RemoteFile.From(response));
                }

                await CopyAsync(response, file, remote.Length, cancellationToken);
            }
            catch (Exception e) when (CallRetry.IsNetworkError(e) && !cancellationToken.IsCancellationRequested)
            {
                if (file.Hashed > before)
                {
                    retries.Progressed();
                }

                if (!await retries.WaitAsync(cancellationToken))
                {
                    throw calls.Explain(e);
                }
            }
        }

        return (file, remote);
    }

    private (LocalFile File, RemoteFile Remote) Restart(LocalFile file, RemoteFile before, RemoteFile now)
    {
        if (now.Tag == before.Tag)
        {
            file.Clear();
            return (file, before);
        }

        if (++_versions > MaxVersions)
        {
            throw new TentacleConnectionException(
                $"The file changed {MaxVersions} times while it was downloaded, and the connection broke each time. Try again when it is left alone.");
        }

        // Content of the previous version cannot be used.
        file.Dispose();
        File.Delete(PartialPath(before));
        _file = LocalFile.OpenToWrite(PartialPath(now));
        _file.Clear();
        return (_file, now);
    }

    private async Task<LocalFile> OpenAsync(RemoteFile remote, CancellationToken cancellationToken)
    {
        var file = _file = LocalFile.OpenToWrite(PartialPath(remote));
        var length = file.Length;
        if (length > remote.Length)
        {
            file.Clear();
        }
        else
        {
            await Task.Run(() => file.HashUpTo(length, cancellationToken), cancellationToken);
        }

        return file;
    }

    private static void AskForRest(HttpRequestMessage message, LocalFile file, RemoteFile remote)
    {
        if (file.Hashed > 0)
        {
            message.Headers.Range = new RangeHeaderValue(file.Hashed, null);
            message.Headers.IfRange = new RangeConditionHeaderValue(remote.Tag);
        }
    }

    private async Task CopyAsync(HttpResponseMessage response, LocalFile file, long total, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(LocalFile.BufferSize);
        try
        {
            int read;
            while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
            {
                file.Append(buffer.AsSpan(0, read));
                progress?.Report(new TransferProgress(file.Hashed, total));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // The name depends on the version of the file, so that a run that finds another version starts from the beginning.
    private string PartialPath(RemoteFile remote) =>
        $"{localPath}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(remote.Tag)))[..12]}.partial";
}
