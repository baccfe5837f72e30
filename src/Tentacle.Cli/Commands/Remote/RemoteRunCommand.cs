using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Cli.Remote;
using Tentacle.Contracts;

namespace Tentacle.Cli.Commands.Remote;

/// <summary><c>remote run</c>: runs a script on a listening agent, shows its log live and returns its exit code.</summary>
internal static class RemoteRunCommand
{
    private static readonly Option Shell = Option.Value("shell", "The shell that the script is for. Defaults to bash.");
    private static readonly Option ScriptFile = Option.Value("file", "File with the script; without it and without TEXT the script is read from standard input");
    private static readonly Option Argument = Option.Many("arg", "An argument of the script; repeat it for more");
    private static readonly Option Variable = Option.Many("env", "An environment variable of the script, K=V; repeat it for more", sensitive: true);

    public static Command Create() => new("remote run", "Runs a script on a listening Tentacle, acting as a server it trusts", RunAsync)
    {
        Positionals = "[-- TEXT]",
        StopsItself = true,
        Options = [.. RemoteAgent.Options, Shell, ScriptFile, Argument, Variable, .. RemoteJob.Options],
    };

    private static Task<int> RunAsync(Invocation invocation, CancellationToken interrupted)
    {
        var request = Request(invocation);
        var printer = new JobLogPrinter(invocation.Terminal);
        return RemoteJob.RunAsync(invocation, (tentacle, ticket) => tentacle.SubmitAsync(ticket, request, cancellationToken: interrupted), printer.Print, interrupted);
    }

    private static JobRequest Request(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        var request = new JobRequest
        {
            Script = Script(arguments.Find(Shell) ?? ShellNames.Bash, ScriptText(invocation)),
            Arguments = arguments.All(Argument),
            Environment = arguments.All(Variable).Select(text => RemoteJob.Pair(Variable, text)).ToDictionary(p => p.Key, p => p.Value),
        };
        return RemoteJob.Configure(request, arguments);
    }

    private static string ScriptText(Invocation invocation)
    {
        if (invocation.FindPath(ScriptFile) is { } path)
        {
            return File.Exists(path) ? File.ReadAllText(path) : throw new UserErrorException($"The script '{path}' is not there. Check --file.");
        }

        return invocation.Arguments.Positionals is { Count: > 0 } words ? string.Join(' ', words) : BoundedInput.ReadToEnd(invocation.Terminal.In);
    }

    private static JobScript Script(string shell, string text) => shell.ToLowerInvariant() switch
    {
        ShellNames.Bash => new JobScript { Bash = text },
        ShellNames.Sh => new JobScript { Sh = text },
        ShellNames.PowerShell => new JobScript { Powershell = text },
        ShellNames.Pwsh => new JobScript { Pwsh = text },
        ShellNames.Cmd => new JobScript { Cmd = text },
        ShellNames.Python => new JobScript { Python = text },
        _ => throw new UserErrorException($"'{shell}' is no shell of a Tentacle. Use bash, sh, powershell, pwsh, cmd or python."),
    };
}
