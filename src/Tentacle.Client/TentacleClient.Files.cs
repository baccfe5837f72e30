using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Client;

public sealed partial class TentacleClient
{
    /// <summary>
    /// Uploads a local file to the agent. A file that the agent already has is not sent. A broken connection resumes at the current position, even after a
    /// restart of the agent or of this program. The target is either replaced completely, with the digest of the local file, or left unchanged.
    /// </summary>
    /// <param name="localPath">The path of the local file.</param>
    /// <param name="remotePath">Absolute, or relative to the agent's home.</param>
    /// <param name="options">The options of the upload.</param>
    /// <param name="progress">Receives the progress while bytes are sent.</param>
    /// <param name="cancellationToken">Ends the call. The received part can be resumed for some days.</param>
    /// <exception cref="TentacleProblemException">The agent rejected the upload.</exception>
    /// <exception cref="TentacleFileException">The local file cannot be read.</exception>
    public Task<TransferredFile> UploadAsync(
        string localPath,
        string remotePath,
        UploadOptions? options = null,
        IProgress<TransferProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        new FileUpload(_calls, localPath, remotePath, options ?? new UploadOptions(), progress).RunAsync(Retries(), cancellationToken);

    /// <summary>Downloads a file from the agent in the same way: skips an identical file, resumes after a break, compares digests.</summary>
    /// <param name="remotePath">Absolute, or relative to the agent's home.</param>
    /// <param name="localPath">The path of the local file, which is replaced completely or not at all.</param>
    /// <param name="progress">Receives the progress while bytes arrive.</param>
    /// <param name="cancellationToken">Ends the call. The received part stays in a <c>.partial</c> file that the next call resumes.</param>
    /// <exception cref="TentacleProblemException">The agent rejected the download.</exception>
    /// <exception cref="TentacleFileException">The local file cannot be written.</exception>
    public Task<TransferredFile> DownloadAsync(
        string remotePath,
        string localPath,
        IProgress<TransferProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        DownloadFromAsync(ApiRoutes.File(remotePath), localPath, progress, cancellationToken);

    /// <summary>
    /// Downloads a file from the agent to a stream, in order, for pipes and terminals. A growing file is downloaded up to its length at the start.
    /// </summary>
    /// <param name="remotePath">Absolute, or relative to the agent's home.</param>
    /// <param name="destination">The stream that is written to. It is left open.</param>
    /// <param name="progress">Receives the progress while bytes arrive.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="TentacleProblemException">The agent rejected the download.</exception>
    /// <exception cref="TentacleConnectionException">The connection broke permanently, or the file changed, after a part was already written.</exception>
    /// <exception cref="TentacleFileException">The stream cannot be written to.</exception>
    public Task<TransferredFile> DownloadAsync(
        string remotePath,
        Stream destination,
        IProgress<TransferProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        new StreamDownload(_calls, ApiRoutes.File(remotePath), destination, progress).RunAsync(remotePath, Retries(), cancellationToken);

    /// <summary>Downloads a file from a job's workspace.</summary>
    /// <param name="ticket">The job.</param>
    /// <param name="path">The path relative to the workspace.</param>
    /// <inheritdoc cref="DownloadAsync(string, string, IProgress{TransferProgress}?, CancellationToken)"/>
    public Task<TransferredFile> DownloadJobFileAsync(
        JobTicket ticket,
        string path,
        string localPath,
        IProgress<TransferProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        DownloadFromAsync($"{ApiRoutes.JobFiles(ticket)}?path={Uri.EscapeDataString(path)}", localPath, progress, cancellationToken);

    /// <summary>Lists a directory, ordered by name.</summary>
    public IAsyncEnumerable<FileEntry> ListFilesAsync(string remotePath, CancellationToken cancellationToken = default) =>
        ListAsync(ApiRoutes.File(remotePath), cancellationToken);

    /// <summary>Lists a job's workspace, or a directory of it.</summary>
    public IAsyncEnumerable<FileEntry> ListJobFilesAsync(JobTicket ticket, string path = "", CancellationToken cancellationToken = default) =>
        ListAsync($"{ApiRoutes.JobFiles(ticket)}?path={Uri.EscapeDataString(path)}", cancellationToken);

    /// <summary>Deletes a file, an empty directory, or a directory with its whole content.</summary>
    public async Task DeleteFileAsync(string remotePath, bool recursive = false, CancellationToken cancellationToken = default)
    {
        using var response = await _calls.SendAsync(
            HttpMethod.Delete,
            $"{ApiRoutes.File(remotePath)}&recursive={(recursive ? "true" : "false")}",
            null,
            cancellationToken);
    }

    /// <summary>Lists the incomplete uploads, oldest first.</summary>
    public IAsyncEnumerable<UnfinishedUpload> ListUploadsAsync(CancellationToken cancellationToken = default) => ListUploadsAsync(_calls, cancellationToken);

    internal static IAsyncEnumerable<UnfinishedUpload> ListUploadsAsync(AgentCalls calls, CancellationToken cancellationToken) =>
        new AgentList<UploadList, UnfinishedUpload>(calls, ApiJson.Default.UploadList, page => page.Items, page => page.Next)
            .ReadAsync($"{ApiRoutes.Uploads}?limit=1000", cancellationToken);

    private IAsyncEnumerable<FileEntry> ListAsync(string route, CancellationToken cancellationToken) =>
        new AgentList<FileList, FileEntry>(
            _calls,
            ApiJson.Default.FileList,
            page => page.Items,
            page => page.Next).ReadAsync($"{route}&limit=1000", cancellationToken);

    private async Task<TransferredFile> DownloadFromAsync(
        string route,
        string localPath,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken)
    {
        using var download = new FileDownload(_calls, route, localPath, progress);
        return await download.RunAsync(Retries(), cancellationToken);
    }

    private TransferRetryPolicy Retries() => new(_peer.RetryBudget, _peer.Time);
}
