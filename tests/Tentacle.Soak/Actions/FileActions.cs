using System.Security.Cryptography;
using Tentacle.Client;

namespace Tentacle.Soak.Actions;

/// <summary>Files there and back, over a line that breaks.</summary>
internal static class FileActions
{
    private const int MaxSize = 6_000_000;
    private const int MaxSizeOnSmallDisk = 300_000;

    public static Task TransferAsync(Worker worker, CancellationToken cancellationToken) => ThereAndBackAsync(worker, async (local, remote) =>
    {
        await worker.Agent.OverLine.UploadAsync(local, remote, cancellationToken: cancellationToken);
    }, cancellationToken);

    /// <summary>Given up in the middle and gone on with.</summary>
    public static Task UploadInTwoGoesAsync(Worker worker, CancellationToken cancellationToken) => ThereAndBackAsync(worker, async (local, remote) =>
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(worker.Random.Next(100));
        try
        {
            await worker.Agent.OverLine.UploadAsync(local, remote, cancellationToken: soon.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            worker.Findings.Count("uploads given up");
        }

        await worker.Agent.Client.UploadAsync(local, remote, cancellationToken: cancellationToken);
    }, cancellationToken);

    private static async Task ThereAndBackAsync(Worker worker, Func<string, string, Task> upload, CancellationToken cancellationToken)
    {
        var client = worker.Agent.OverLine;
        var file = worker.Kinds.NewFile(worker.Random.Next(worker.Agent.HasSmallDisk ? MaxSizeOnSmallDisk : MaxSize));
        var (remote, back) = ($"soak/{worker.Name}-{file.Name}", file.FullName + ".back");
        try
        {
            await upload(file.FullName, remote);
            await client.DownloadAsync(remote, back, cancellationToken: cancellationToken);
            worker.Findings.Check(
                Hash(file.FullName) == Hash(back),
                $"a file of {file.Length} bytes came back from '{worker.Agent.Name}' as {new FileInfo(back).Length} others");
            await client.DeleteFileAsync(remote, cancellationToken: cancellationToken);
            worker.Findings.Count("bytes there and back", file.Length);
        }
        catch (TentacleProblemException e) when (worker.Agent.HasSmallDisk && JobActions.IsForWantOfRoom(e))
        {
            worker.Findings.Count("files refused for want of room");
        }
        catch (TentacleProblemException e) when (e.Problem.Status == 404)
        {
            // The answer to the first DELETE was lost with its connection.
        }
        finally
        {
            file.Delete();
            File.Delete(back);
        }
    }

    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }
}
