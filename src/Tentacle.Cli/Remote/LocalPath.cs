using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Platform.Directories;

namespace Tentacle.Cli.Remote;

/// <summary>Opens the local end of a transfer: a file, or a stream that is written or read only once, in order.</summary>
internal static class LocalPath
{
    private const string Standard = "-";
    private static readonly string[] StandardInputs = [Standard, "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"];
    private static readonly string[] StandardOutputs = [Standard, "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"];

    /// <summary>A stream for standard output, a pipe or a device; null for a regular file that exists or will be created.</summary>
    /// <exception cref="UserErrorException">The path cannot be opened.</exception>
    public static Stream? OpenTarget(string given, Terminal terminal) =>
        StandardOutputs.Contains(given) ? Console.OpenStandardOutput()
        : IsNoFile(terminal.FullPath(given)) ? Open(terminal.FullPath(given), FileAccess.Write)
        : null;

    /// <summary>The file to upload: the named file, or a copy of the content of a pipe, because length and digest must be known before.</summary>
    /// <exception cref="UserErrorException">The path is a directory, or cannot be read.</exception>
    public static async Task<UploadSource> OpenSourceAsync(string given, Terminal terminal, CancellationToken cancellationToken)
    {
        if (StandardInputs.Contains(given))
        {
            terminal.WriteWhenInteractive("The file's content is read from standard input; Ctrl-D ends it.");
            return await UploadSource.CopyAsync(Console.OpenStandardInput(), given, cancellationToken);
        }

        var path = terminal.FullPath(given);
        if (Directory.Exists(path))
        {
            throw new UserErrorException(
                $"'{path}' is a directory, and files are uploaded one by one. Pack it first, for example with tar, or deploy it: tentacle remote deploy.");
        }

        // A file in /proc reports a length of 0.
        return IsNoFile(path) || new FileInfo(path) is { Exists: true, Length: 0 }
            ? await UploadSource.CopyAsync(Open(path, FileAccess.Read), given, cancellationToken)
            : new UploadSource(path, null);
    }

    private static bool IsNoFile(string path)
    {
        try
        {
            var real = RealPath.Resolve(path);
            if (Path.GetDirectoryName(real) is not { } parent || !Path.Exists(real))
            {
                return false;
            }

            using var directory = OpenDirectory.Open(parent);
            return directory.Find(Path.GetFileName(real)) is { Kind: FileKind.Other };
        }
        catch (Exception e) when (e is StorageException or IOException or UnauthorizedAccessException)
        {
            // Opening the file reports the error.
            return false;
        }
    }

    private static FileStream Open(string path, FileAccess access)
    {
        try
        {
            return new FileStream(path, FileMode.Open, access, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new UserErrorException(
                $"'{path}' cannot be opened as '{Environment.UserName}': {e.Message} Name another, or run the command as an account that may.",
                e);
        }
    }
}
