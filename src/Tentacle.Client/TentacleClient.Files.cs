using System.Runtime.CompilerServices;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Client;

public sealed partial class TentacleClient
{
    /// <summary>
    /// Brings a local file to the agent. What is there already is not sent; a broken connection is made again and goes on where it was, also over a restart
    /// of the agent or of this program. The file is there whole, with the digest of the local one, or as it was.
    /// </summary>
    /// <param name="localPath">The file here.</param>
    /// <param name="remotePath">Absolute, or relative to the agent's home.</param>
    /// <param name="options">How it is done.</param>
    /// <param name="progress">Told as bytes leave.</param>
    /// <param name="cancellationToken">Ends the call; what came so far can be gone on with for some days.</param>
    /// <exception cref="TentacleProblemException">The agent refused it.</exception>
    /// <exception cref="TentacleFileException">The local file cannot be read.</exception>
    public Task<TransferredFile> UploadAsync(string localPath, string remotePath, UploadOptions? options = null, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default) =>
        new FileUpload(this, _calls, localPath, remotePath, options ?? new UploadOptions(), progress).RunAsync(Patience(), cancellationToken);

    /// <summary>Brings a file from the agent, in the same way: skips what is here, goes on after a break, compares digests.</summary>
    /// <param name="remotePath">Absolute, or relative to the agent's home.</param>
    /// <param name="localPath">The file here; replaced whole or not at all.</param>
    /// <param name="progress">Told as bytes come.</param>
    /// <param name="cancellationToken">Ends the call; what came so far stays in a <c>.partial</c> file that the next call goes on with.</param>
    /// <exception cref="TentacleProblemException">The agent refused it.</exception>
    /// <exception cref="TentacleFileException">The local file cannot be written.</exception>
    public Task<TransferredFile> DownloadAsync(string remotePath, string localPath, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default) =>
        DownloadFromAsync(ApiRoutes.File(remotePath), localPath, progress, cancellationToken);

    /// <summary>Brings a file from the agent to a stream, in order: for pipes and terminals. A file that grows meanwhile is brought as long as it was at the start.</summary>
    /// <param name="remotePath">Absolute, or relative to the agent's home.</param>
    /// <param name="destination">Is written to, and left open.</param>
    /// <param name="progress">Told as bytes come.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="TentacleProblemException">The agent refused it.</exception>
    /// <exception cref="TentacleConnectionException">The connection broke for good, or the file changed, when something was written already.</exception>
    /// <exception cref="TentacleFileException">The stream cannot be written to.</exception>
    public Task<TransferredFile> DownloadAsync(string remotePath, Stream destination, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default) =>
        new StreamDownload(_calls, ApiRoutes.File(remotePath), destination, progress).RunAsync(remotePath, Patience(), cancellationToken);

    /// <summary>Brings a file from a job's workspace.</summary>
    /// <param name="ticket">The job.</param>
    /// <param name="path">Relative to the workspace.</param>
    /// <inheritdoc cref="DownloadAsync(string, string, IProgress{TransferProgress}?, CancellationToken)"/>
    public Task<TransferredFile> DownloadJobFileAsync(JobTicket ticket, string path, string localPath, IProgress<TransferProgress>? progress = null, CancellationToken cancellationToken = default) =>
        DownloadFromAsync($"{ApiRoutes.JobFiles(ticket)}?path={Uri.EscapeDataString(path)}", localPath, progress, cancellationToken);

    /// <summary>What is in a directory, in the order of names.</summary>
    public IAsyncEnumerable<FileEntry> ListFilesAsync(string remotePath, CancellationToken cancellationToken = default) => ListAsync(ApiRoutes.File(remotePath), cancellationToken);

    /// <summary>What is in a job's workspace, or in a directory of it.</summary>
    public IAsyncEnumerable<FileEntry> ListJobFilesAsync(JobTicket ticket, string path = "", CancellationToken cancellationToken = default) =>
        ListAsync($"{ApiRoutes.JobFiles(ticket)}?path={Uri.EscapeDataString(path)}", cancellationToken);

    /// <summary>Deletes a file or an empty directory, or a directory with all that is in it.</summary>
    public async Task DeleteFileAsync(string remotePath, bool recursive = false, CancellationToken cancellationToken = default)
    {
        using var response = await _calls.SendAsync(HttpMethod.Delete, $"{ApiRoutes.File(remotePath)}&recursive={(recursive ? "true" : "false")}", null, cancellationToken);
    }

    /// <summary>Uploads that are not complete, oldest first.</summary>
    public async IAsyncEnumerable<UnfinishedUpload> ListUploadsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? cursor = null;
        do
        {
            var page = await GetAsync($"{ApiRoutes.Uploads}?limit=1000{(cursor is null ? "" : $"&cursor={cursor}")}", ApiJson.Default.UploadList, null, cancellationToken);
            foreach (var upload in page.Items)
            {
                yield return upload;
            }

            cursor = page.Next;
        }
        while (cursor is not null);
    }

    private async IAsyncEnumerable<FileEntry> ListAsync(string route, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = await GetAsync($"{route}&limit=1000{(cursor is null ? "" : $"&cursor={cursor}")}", ApiJson.Default.FileList, null, cancellationToken);
            foreach (var entry in page.Items)
            {
                yield return entry;
            }

            cursor = page.Next;
        }
        while (cursor is not null);
    }

    private async Task<TransferredFile> DownloadFromAsync(string route, string localPath, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        using var download = new FileDownload(_calls, route, localPath, progress);
        return await download.RunAsync(Patience(), cancellationToken);
    }

    private TransferRetryPolicy Patience() => new(_peer.RetryBudget, _peer.Time);
}
