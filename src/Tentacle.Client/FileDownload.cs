using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Tentacle.Client;

/// <summary>
/// Brings one file from an agent: not at all when it is here, else into a file beside the target that goes on where a broken connection, or an earlier
/// run, left it. It becomes the target only when its digest is the agent's.
/// </summary>
internal sealed class FileDownload(AgentCalls calls, string route, string localPath, IProgress<TransferProgress>? progress)
{
    private const int MostVersions = 10;

    public async Task<TransferredFile> RunAsync(TransferPatience patience, CancellationToken cancellationToken)
    {
        if (await FindSameAsync(cancellationToken) is { } same)
        {
            progress?.Report(new TransferProgress(same.Length, same.Length));
            return same;
        }

        for (var versions = 0; versions < MostVersions; versions++)
        {
            var remote = await DescribeAsync(cancellationToken);
            var partial = PartialPath(remote);
            using var file = await OpenAsync(partial, remote, cancellationToken);
            if (await ReceiveAsync(file, remote, patience, cancellationToken))
            {
                return await FinishAsync(file, remote, partial, cancellationToken);
            }

            // It was replaced meanwhile: what came of the version before is of no use.
            File.Delete(partial);
        }

        throw new TentacleConnectionException($"The file changed {MostVersions} times while it was downloaded. Try again when it is left alone.");
    }

    private async Task<TransferredFile> FinishAsync(LocalFile file, RemoteFile remote, string partial, CancellationToken cancellationToken)
    {
        if (await FindDifferenceAsync(file, remote, cancellationToken) is { } difference)
        {
            File.Delete(partial);
            throw new TentacleConnectionException(difference);
        }

        file.Flush();
        LocalFile.Guard(localPath, () =>
        {
            File.Move(partial, localPath, overwrite: true);
            return true;
        });
        return new TransferredFile(localPath, remote.Length, file.Sha256(), WasThere: false);
    }

    private async Task<RemoteFile> DescribeAsync(CancellationToken cancellationToken)
    {
        using var response = await calls.SendAsync(HttpMethod.Head, route, null, cancellationToken);
        return response.Headers.ETag is null
            ? throw new TentacleFileException($"{response.RequestMessage?.RequestUri} is a directory. Download its files one by one.")
            : RemoteFile.Of(response);
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

    // False when the file is another version now.
    private async Task<bool> ReceiveAsync(LocalFile file, RemoteFile remote, TransferPatience patience, CancellationToken cancellationToken)
    {
        while (file.Hashed < remote.Length)
        {
            var before = file.Hashed;
            try
            {
                using var response = await calls.OpenAsync(route, message => AskForRest(message, file, remote), cancellationToken);
                if (response.Headers.ETag?.Tag != remote.Tag)
                {
                    return false;
                }

                if (response.StatusCode == HttpStatusCode.OK)
                {
                    file.Clear();
                }

                await CopyAsync(response, file, remote.Length, cancellationToken);
            }
            catch (Exception e) when (CallRetry.IsNetworkError(e) && !cancellationToken.IsCancellationRequested)
            {
                if (file.Hashed > before)
                {
                    patience.Progressed();
                }

                if (!await patience.WaitAsync(cancellationToken))
                {
                    throw calls.Explain(e as HttpRequestException ?? new HttpRequestException(e.Message, e));
                }
            }
        }

        return true;
    }

    private static async Task<LocalFile> OpenAsync(string partial, RemoteFile remote, CancellationToken cancellationToken)
    {
        var file = LocalFile.OpenToWrite(partial);
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

    // Asked for at the end, so that the first byte does not wait until the agent has read the whole file.
    private async Task<string?> FindDifferenceAsync(LocalFile file, RemoteFile remote, CancellationToken cancellationToken)
    {
        var there = await RemoteFile.FindAsync(calls, route, wantDigest: true, cancellationToken);
        if (there?.Tag != remote.Tag)
        {
            // Changed since: what came is the whole of the version that was asked for, and there is nothing left to compare it with.
            return null;
        }

        return there.Sha256 == file.Sha256()
            ? null
            : $"What came is not what the agent has: the sha-256 is {file.Sha256()}, the agent's {there.Sha256}. It was thrown away; try again.";
    }

    // Of one version of the file: a run that finds another one begins anew.
    private string PartialPath(RemoteFile remote) => $"{localPath}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(remote.Tag)))[..12]}.partial";
}
