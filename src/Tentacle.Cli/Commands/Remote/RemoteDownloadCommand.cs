using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Cli.Remote;
using Tentacle.Client;

namespace Tentacle.Cli.Commands.Remote;

/// <summary><c>remote download</c>: downloads a file from a listening agent, resumes after a break, and skips an identical file.</summary>
internal static class RemoteDownloadCommand
{
    public static Command Create() => new("remote download", "Downloads a file from a listening Tentacle", RunAsync)
    {
        Positionals = "<remote> <local>",
        Options = RemoteAgent.Options,
        Remarks = "The local file may be - for standard output, a pipe or a device. A file that grows meanwhile, such as a log, is brought as long as it was "
            + "at the start.",
    };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Arguments.Positionals is not [var remote, var local])
        {
            throw new UserErrorException("Say what to download and where to: tentacle remote download REMOTE LOCAL.");
        }

        using var tentacle = RemoteAgent.Connect(invocation);
        try
        {
            await using var stream = LocalPath.OpenTarget(local, invocation.Terminal);
            if (stream is null)
            {
                var path = Target(invocation.Terminal.FullPath(local), remote);
                await new TransferScreen(invocation.Terminal).RunAsync(
                    Path.GetFileName(path),
                    "Downloaded",
                    progress => tentacle.DownloadAsync(remote, path, progress, cancellationToken));
            }
            else
            {
                // The messages must not mix with the downloaded content on standard output.
                await new TransferScreen(invocation.Terminal with { Out = invocation.Terminal.Error })
                    .RunAsync(remote, "Downloaded", _ => tentacle.DownloadAsync(remote, stream, progress: null, cancellationToken));
            }

            return ExitCodes.Done;
        }
        catch (Exception e) when (e is TentacleConnectionException or TentacleProblemException or TentacleFileException)
        {
            throw new UserErrorException(e.Message, e);
        }
    }

    // As with cp, a file that goes into a directory keeps its name.
    private static string Target(string local, string remote) =>
        Directory.Exists(local) ? Path.Combine(local, remote.Split('/', '\\').Last(part => part.Length > 0)) : local;
}
