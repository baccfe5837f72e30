using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Cli.Remote;
using Tentacle.Contracts;

namespace Tentacle.Cli.Commands.Remote;

/// <summary><c>remote run</c>: runs a script on a listening agent, shows its log live and returns its exit code.</summary>
internal static class RemoteRunCommand
{
    private static readonly Option Shell = Option.Value("shell", "The shell that the script is for. Defaults to bash.");
    private static readonly Option ScriptFile = Option.Value(
        "file",
        "File with the script; without it and without TEXT the script is read from standard input");
    private static readonly Option Argument = Option.Many("arg", "An argument of the script; repeat it for more");
    private static readonly Option Variable = Option.Many("env", "An environment variable of the script, K=V; repeat it for more", sensitive: true);

    public static Command Create() => new("remote run", "Runs a script on a listening Tentacle, acting as a server it trusts", RunAsync)
    {
        Positionals = "[-- TEXT]",
        StopsItself = true,
        Options = [.. RemoteAgent.Options, Shell, ScriptFile, Argument, Variable, .. RemoteJob.Options],
    };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken interrupted)
    {
        try
        {
            var request = await RequestAsync(invocation, interrupted);
            var printer = new JobLogPrinter(invocation.Terminal);
            return await RemoteJob.RunAsync(
                invocation,
                (tentacle, ticket) => tentacle.SubmitAsync(ticket, request, cancellationToken: interrupted),
                printer.Print,
                interrupted);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            return RemoteExitCodes.Canceled;
        }
    }

    private static async Task<JobRequest> RequestAsync(Invocation invocation, CancellationToken interrupted)
    {
        var arguments = invocation.Arguments;
        var request = new JobRequest
        {
            Script = Script(arguments.Find(Shell) ?? ShellNames.Bash, await ScriptTextAsync(invocation, interrupted)),
            Arguments = arguments.All(Argument),
            Environment = arguments.All(Variable).Select(text => RemoteJob.Pair(Variable, text)).ToDictionary(p => p.Key, p => p.Value),
        };
        return RemoteJob.Configure(request, arguments);
    }

    private static async Task<string> ScriptTextAsync(Invocation invocation, CancellationToken interrupted)
    {
        if (invocation.FindPath(ScriptFile) is { } path)
        {
            return await ReadAsync(path, interrupted);
        }

        if (invocation.Arguments.Positionals is { Count: > 0 } words)
        {
            return string.Join(' ', words);
        }

        // A read from a terminal cannot be canceled, but the command need not wait for it.
        invocation.Terminal.WriteWhenInteractive(
            "The script is read from standard input; Ctrl-D ends it. It can also be given as --file FILE, or as text after --.");
        return await Task.Run(() => BoundedInput.ReadToEnd(invocation.Terminal.In), interrupted).WaitAsync(interrupted);
    }

    private static async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return File.Exists(path) ? await File.ReadAllTextAsync(path, cancellationToken) : throw new UserErrorException(
                $"The script '{path}' is not there. Check --file.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The script '{path}' cannot be read as '{Environment.UserName}': {e.Message}", e);
        }
    }

    private static JobScript Script(string shell, string text) => shell.ToLowerInvariant() switch
    {
        ShellNames.Bash => new JobScript { Bash = text },
        ShellNames.Sh => new JobScript { Sh = text },
        ShellNames.PowerShell => new JobScript { Powershell = text },
        ShellNames.Pwsh => new JobScript { Pwsh = text },
        ShellNames.Cmd => new JobScript { Cmd = text },
        ShellNames.Python => new JobScript { Python = text },
        _ => throw new UserErrorException($"'{shell}' is not a shell of a Tentacle. Use bash, sh, powershell, pwsh, cmd or python."),
    };
}
