using System.Globalization;
using System.Net;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Client;

/// <summary>
/// Brings one file to an agent: not at all when it is there, in one request when it is small, else in pieces that go on where a broken connection
/// left them. The agent makes it the file only when its digest is the one that the local file had at the beginning.
/// </summary>
internal sealed class FileUpload(TentacleClient client, AgentCalls calls, string localPath, string remotePath, UploadOptions options, IProgress<TransferProgress>? progress)
{
    private const long Small = 1024 * 1024;

    // After so many, another client is really sending the same file to the same path.
    private const int MostTakeovers = 5;
    private const string Complete = "?1";
    private const string Incomplete = "?0";

    public async Task<TransferredFile> RunAsync(TransferRetryPolicy patience, CancellationToken cancellationToken)
    {
        var (sha256, length) = await Task.Run(() => Digest(cancellationToken), cancellationToken);
        if (await FindSameAsync(sha256, length, cancellationToken) is { } same)
        {
            progress?.Report(new TransferProgress(length, length));
            return same;
        }

        return length <= Small
            ? await PutAsync(sha256, length, cancellationToken)
            : await SendPiecesAsync(sha256, length, patience, cancellationToken);
    }

    // Before anything is sent: by it the agent knows a file that it has, an upload that it has a part of, and at the end that all is right.
    private (string Sha256, long Length) Digest(CancellationToken cancellationToken)
    {
        using var file = LocalFile.OpenToRead(localPath);
        var length = file.Length;
        file.HashUpTo(length, cancellationToken);
        return (file.Sha256(), length);
    }

    // Asked for its digest only where the lengths are equal: all else costs the agent no reading.
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

    // The agent does not ask for content that it has, and sets the mode. None stands ready to be sent: an answer of success lets HttpClient send what
    // it held back. Should the file change meanwhile, nothing is not what the digest announces: the agent refuses it and all is sent.
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

    private async Task<TransferredFile> SendPiecesAsync(string sha256, long length, TransferRetryPolicy patience, CancellationToken cancellationToken)
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
            catch (TentacleProblemException e) when (e.Is(ProblemTypes.UploadTakenOver) && ++takeovers < MostTakeovers)
            {
                // By a request of an earlier try that came late, as through a slow proxy: it ends by itself.
                await patience.WaitAsync(cancellationToken);
            }
            catch (Exception e) when (CallRetry.IsNetworkError(e) && !cancellationToken.IsCancellationRequested)
            {
                if (!await patience.WaitAsync(cancellationToken))
                {
                    throw calls.Explain(e);
                }
            }

            var (now, finished) = await OffsetAsync(upload, cancellationToken);
            if (finished)
            {
                // Only the answer was lost: an upload whose digest had differed would be gone.
                return new TransferredFile(remotePath, length, sha256, WasThere: false);
            }

            if (now > offset)
            {
                patience.Progressed();
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

    // Another offset than ours is not an error: an answer was lost, and the agent has more, or less, than we know.
    private static async Task<bool> IsAcceptedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return true;
        }

        var problem = await AgentCalls.ProblemOfAsync(response, cancellationToken);
        return problem.Type is ProblemTypes.MismatchingUploadOffset or ProblemTypes.CompletedUpload || response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway
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
        await foreach (var upload in client.ListUploadsAsync(cancellationToken))
        {
            // What an earlier run of the same upload left.
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
