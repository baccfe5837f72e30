using System.Globalization;
using System.Net;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Client;

/// <summary>
/// Uploads one file to an agent. A file that the agent already has is not transferred. A small file is sent in one request, a larger one in pieces that resume
/// after a broken connection. The agent replaces the target only when its digest equals the one that the local file had at the start.
/// </summary>
internal sealed class FileUpload(AgentCalls calls, string localPath, string remotePath, UploadOptions options, IProgress<TransferProgress>? progress)
{
    private const long Small = 1024 * 1024;

    // After this number of takeovers, another client is sending the same file to the same path.
    private const int MaxTakeovers = 5;
    private const string Complete = "?1";
    private const string Incomplete = "?0";

    public async Task<TransferredFile> RunAsync(TransferRetryPolicy retries, CancellationToken cancellationToken)
    {
        var (sha256, length) = await Task.Run(() => Digest(cancellationToken), cancellationToken);
        if (await FindSameAsync(sha256, length, cancellationToken) is { } same)
        {
            progress?.Report(new TransferProgress(length, length));
            return same;
        }

        return length <= Small
            ? await PutAsync(sha256, length, cancellationToken)
            : await SendPiecesAsync(sha256, length, retries, cancellationToken);
    }

    // The digest is computed before anything is sent. It identifies a file that the agent has and an unfinished upload, and verifies the complete file.
    private (string Sha256, long Length) Digest(CancellationToken cancellationToken)
    {
        using var file = LocalFile.OpenToRead(localPath);
        var length = file.Length;
        file.HashUpTo(length, cancellationToken);
        return (file.Sha256(), length);
    }

    // The digest is requested only when the lengths are equal, because the agent must read the whole file for it.
    private async Task<TransferredFile?> FindSameAsync(string sha256, long length, CancellationToken cancellationToken)
    {
        var there = await RemoteFile.FindAsync(calls, ApiRoutes.File(remotePath), wantDigest: false, cancellationToken);
        if (there is null || there.Length != length)
        {
            return null;
        }

        there = await RemoteFile.FindAsync(calls, ApiRoutes.File(remotePath), wantDigest: true, cancellationToken);
        if (there?.Sha256 != sha256)
        {
            return null;
        }

        return options.Mode is null
            ? new TransferredFile(remotePath, length, sha256, WasThere: true)
            : await SetModeAsync(sha256, cancellationToken);
    }

    // The agent does not request content that it has, and sets the mode. The content is empty, because HttpClient sends withheld content after a successful
    // answer. If the file changes meanwhile, the empty content does not match the announced digest. The agent then rejects it, and the whole file is sent.
    private async Task<TransferredFile?> SetModeAsync(string sha256, CancellationToken cancellationToken)
    {
        try
        {
            return await PutAsync(sha256, () => new WithheldContent(), waits: true, cancellationToken);
        }
        catch (TentacleProblemException e) when (e.Is(ProblemTypes.DigestMismatch))
        {
            return null;
        }
    }

    private async Task<TransferredFile> PutAsync(string sha256, long length, CancellationToken cancellationToken)
    {
        var stored = await PutAsync(sha256, () => new PieceContent(localPath, 0, length, _ => { }), waits: false, cancellationToken);
        progress?.Report(new TransferProgress(length, length));
        return stored;
    }

    private async Task<TransferredFile> PutAsync(string sha256, Func<HttpContent> content, bool waits, CancellationToken cancellationToken)
    {
        using var response = await calls.SendAsync(
            HttpMethod.Put,
            Target(),
            message =>
            {
                message.Content = content();
                message.Headers.Add(ApiHeaders.ReprDigest, Digest(sha256));
                message.Headers.ExpectContinue = waits;
                AddCondition(message, wasThere: waits);
            },
            cancellationToken);
        var stored = await AgentCalls.ReadAsync(response, ApiJson.Default.StoredFileDescription, cancellationToken);
        return new TransferredFile(stored.Path, stored.Length, stored.Sha256, WasThere: waits);
    }

    private async Task<TransferredFile> SendPiecesAsync(string sha256, long length, TransferRetryPolicy retries, CancellationToken cancellationToken)
    {
        var (upload, offset) = await FindOrBeginAsync(sha256, length, cancellationToken);
        var takeovers = 0;
        while (true)
        {
            try
            {
                using var response = await PatchAsync(upload, offset, length, cancellationToken);
                if (await IsAcceptedAsync(response, cancellationToken))
                {
                    var stored = await AgentCalls.ReadAsync(response, ApiJson.Default.StoredFileDescription, cancellationToken);
                    return new TransferredFile(stored.Path, stored.Length, stored.Sha256, WasThere: false);
                }
            }
            catch (TentacleProblemException e) when (e.Is(ProblemTypes.UploadTakenOver) && ++takeovers < MaxTakeovers)
            {
                // A late request of an earlier try took over, for example through a slow proxy. It ends by itself.
                await retries.WaitAsync(cancellationToken);
            }
            catch (Exception e) when (CallRetry.IsNetworkError(e) && !cancellationToken.IsCancellationRequested)
            {
                if (!await retries.WaitAsync(cancellationToken))
                {
                    throw calls.Explain(e);
                }
            }

            var (now, finished) = await OffsetAsync(upload, cancellationToken);
            if (finished)
            {
                // Only the answer was lost, because an upload with a different digest would not exist any more.
                return new TransferredFile(remotePath, length, sha256, WasThere: false);
            }

            if (now > offset)
            {
                retries.Progressed();
            }

            offset = now;
        }
    }

    private Task<HttpResponseMessage> PatchAsync(string upload, long offset, long length, CancellationToken cancellationToken) =>
        calls.TryAsync(
            HttpMethod.Patch,
            upload,
            message =>
            {
                message.Content = new PieceContent(localPath, offset, length - offset, at => progress?.Report(new TransferProgress(at, length)));
                message.Headers.Add(ApiHeaders.UploadOffset, offset.ToString(CultureInfo.InvariantCulture));
                message.Headers.Add(ApiHeaders.UploadComplete, Complete);
                message.Headers.ExpectContinue = true;
            },
            cancellationToken);

    // A different offset is not an error. It means that an answer was lost, and that the agent has received more or less than this client knows.
    private static async Task<bool> IsAcceptedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return true;
        }

        var problem = await AgentCalls.ProblemOfAsync(response, cancellationToken);
        return problem.Type is ProblemTypes.MismatchingUploadOffset or ProblemTypes.CompletedUpload
            || response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway
            ? false
            : throw new TentacleProblemException(problem);
    }

    private async Task<(long Offset, bool Finished)> OffsetAsync(string upload, CancellationToken cancellationToken)
    {
        using var response = await calls.SendAsync(HttpMethod.Head, upload, null, cancellationToken);
        var offset = long.Parse(response.Headers.GetValues(ApiHeaders.UploadOffset).Single(), CultureInfo.InvariantCulture);
        return (offset, response.Headers.GetValues(ApiHeaders.UploadComplete).Single() == Complete);
    }

    private async Task<(string Upload, long Offset)> FindOrBeginAsync(string sha256, long length, CancellationToken cancellationToken)
    {
        await foreach (var upload in TentacleClient.ListUploadsAsync(calls, cancellationToken))
        {
            // An earlier run of the same upload left this one.
            if (options is { Mode: null, OnlyIfNew: false } && upload.Path == remotePath && upload.Length == length && upload.Sha256 == sha256)
            {
                return (upload.Link, upload.Offset);
            }
        }

        using var response = await calls.SendAsync(
            HttpMethod.Post,
            Target(),
            message =>
            {
                message.Headers.Add(ApiHeaders.UploadComplete, Incomplete);
                message.Headers.Add(ApiHeaders.UploadLength, length.ToString(CultureInfo.InvariantCulture));
                message.Headers.Add(ApiHeaders.ReprDigest, Digest(sha256));
                AddCondition(message, wasThere: false);
            },
            cancellationToken);
        return (response.Headers.Location!.OriginalString, 0);
    }

    private void AddCondition(HttpRequestMessage message, bool wasThere)
    {
        if (options.OnlyIfNew && !wasThere)
        {
            message.Headers.Add("If-None-Match", "*");
        }
    }

    private string Target() => ApiRoutes.File(remotePath) + (options.Mode is { } mode ? $"&mode={Convert.ToString((int)mode, 8).PadLeft(4, '0')}" : "");

    private static string Digest(string sha256) => $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(sha256))}:";

    private sealed class WithheldContent : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => Task.CompletedTask;

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
