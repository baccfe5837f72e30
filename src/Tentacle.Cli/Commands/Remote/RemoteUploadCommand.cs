using System.Globalization;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Cli.Remote;
using Tentacle.Client;

namespace Tentacle.Cli.Commands.Remote;

/// <summary><c>remote upload</c>: uploads a file to a listening agent, resumes after a break, and skips an identical file.</summary>
internal static class RemoteUploadCommand
{
    private static readonly Option Mode = Option.Value("mode", "Mode of the file there, for example 0755");

    public static Command Create() => new("remote upload", "Uploads a file to a listening Tentacle", RunAsync)
    {
        Positionals = "<local> <remote>",
        StopsItself = true,
        Options = [.. RemoteAgent.Options, Mode],
        Remarks = "The local file may be - for standard input, or a pipe: its content is copied to the temporary directory first, because the agent is told "
            + "its digest before it comes.",
    };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Arguments.Positionals is not [var local, var remote])
        {
            throw new UserErrorException("Say what to upload and where to: tentacle remote upload LOCAL REMOTE.");
        }

        var options = new UploadOptions { Mode = ModeIn(invocation.Arguments) };
        using var tentacle = RemoteAgent.Connect(invocation);
        try
        {
            using var source = await LocalPath.OpenSourceAsync(local, invocation.Terminal, cancellationToken);
            await new TransferScreen(invocation.Terminal).RunAsync(
                Path.GetFileName(local),
                "Uploaded",
                progress => tentacle.UploadAsync(source.Path, remote, options, progress, cancellationToken));
            return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return RemoteExitCodes.Canceled;
        }
        catch (Exception e) when (e is TentacleConnectionException or TentacleProblemException or TentacleFileException)
        {
            throw new UserErrorException(e.Message, e);
        }
    }

    private static UnixFileMode? ModeIn(Arguments arguments) => arguments.Find(Mode) switch
    {
        null => null,
        { Length: 3 or 4 } digits when digits.All(c => c is >= '0' and <= '7') => (UnixFileMode)digits.Aggregate(
            0,
            (value, digit) => (value * 8) + CharUnicodeInfo.GetDecimalDigitValue(digit)),
        var other => throw new UserErrorException($"'{other}' is not a valid value for --mode. Use three or four octal digits, for example 0755."),
    };
}
