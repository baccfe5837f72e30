using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Cli.Remote;
using Tentacle.Client;
using Tentacle.Contracts;

namespace Tentacle.Cli.Commands;

/// <summary><c>remote run</c>: runs a script on a listening agent, shows its log live and returns its exit code.</summary>
internal static class RemoteRunCommand
{
    private static readonly Option Shell = Option.Value("shell", "The shell that the script is for. Defaults to bash.");
    private static readonly Option ScriptFile = Option.Value("file", "File with the script; without it and without TEXT the script is read from standard input");
    private static readonly Option Argument = Option.Many("arg", "An argument of the script; repeat it for more");
    private static readonly Option Variable = Option.Many("env", "An environment variable of the script, K=V; repeat it for more", sensitive: true);
    private static readonly Option Isolation = Option.Value("isolation", "none, full or full:NAME. Defaults to full.");
    private static readonly Option Timeout = Option.Value("timeout", "Seconds after which the script is ended");
    private static readonly Option Ticket = Option.Value("ticket", "The job's name; repeating a call with the same ticket never runs it twice");

    public static Command Create() => new("remote run", "Runs a script on a listening Tentacle, acting as a server it trusts", RunAsync)
    {
        Positionals = "[-- TEXT]",
        StopsItself = true,
        Options = [.. RemoteAgent.Options, Shell, ScriptFile, Argument, Variable, Isolation, Timeout, Ticket],
    };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken interrupted)
    {
        var request = Request(invocation);
        var ticket = TicketOf(invocation);
        using var tentacle = RemoteAgent.Connect(invocation);
        try
        {
            var submitted = await tentacle.SubmitAsync(ticket, request, cancellationToken: interrupted);
            await FollowAsync(tentacle, submitted.Ticket, new JobLogPrinter(invocation.Terminal), interrupted);
            var job = await tentacle.WaitAsync(submitted.Ticket, CancellationToken.None);
            invocation.Warn($"Job {job.Ticket}: {Name(job.Outcome)}, exit code {job.ExitCode}{(job.Reason is null ? "" : $". {job.Reason}")}");
            return RemoteExitCodes.Of(job);
        }
        catch (Exception e) when (e is TentacleConnectionException or TentacleProblemException)
        {
            invocation.Warn(e.Message);
            return RemoteExitCodes.LostOrNotStarted;
        }
    }

    // The first interrupt asks the job to stop, and what it says until it has is still shown; a second one ends this process.
    private static async Task FollowAsync(TentacleClient tentacle, JobTicket ticket, JobLogPrinter printer, CancellationToken interrupted)
    {
        await using var cancel = interrupted.Register(() => _ = tentacle.CancelAsync(ticket, CancellationToken.None));
        await foreach (var (record, _) in tentacle.FollowLogAsync(ticket, cancellationToken: CancellationToken.None))
        {
            printer.Print(record);
        }
    }

    private static JobRequest Request(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        return new JobRequest
        {
            Script = Script(arguments.Find(Shell) ?? ShellNames.Bash, ScriptText(invocation)),
            Arguments = arguments.All(Argument),
            Environment = arguments.All(Variable).Select(Pair).ToDictionary(p => p.Key, p => p.Value),
            Isolation = IsolationOf(arguments.Find(Isolation)),
            TimeoutSeconds = arguments.FindNumber(Timeout, 0, int.MaxValue) ?? 0,
        };
    }

    private static string ScriptText(Invocation invocation)
    {
        if (invocation.FindPath(ScriptFile) is { } path)
        {
            return File.Exists(path) ? File.ReadAllText(path) : throw new UserErrorException($"The script '{path}' is not there. Check --file.");
        }

        return invocation.Arguments.Positionals is { Count: > 0 } words ? string.Join(' ', words) : invocation.Terminal.In.ReadToEnd();
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

    private static KeyValuePair<string, string> Pair(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is var at and > 0
            ? KeyValuePair.Create(text[..at], text[(at + 1)..])
            : throw new UserErrorException("A value of --env is not of the form K=V. Write it as NAME=VALUE.");

    private static JobIsolation IsolationOf(string? text) => (text ?? "full").Split(':', 2) switch
    {
        [var level] when level.Equals("none", StringComparison.OrdinalIgnoreCase) => new JobIsolation { Level = IsolationLevel.None },
        [var level] when level.Equals("full", StringComparison.OrdinalIgnoreCase) => new JobIsolation(),
        [var level, { Length: > 0 } name] when level.Equals("full", StringComparison.OrdinalIgnoreCase) => new JobIsolation { Name = name },
        _ => throw new UserErrorException($"'{text}' is no isolation. Use none, full or full:NAME."),
    };

    private static JobTicket TicketOf(Invocation invocation)
    {
        if (invocation.Arguments.Find(Ticket) is not { } text)
        {
            return JobTicket.Create(invocation.Terminal.Time);
        }

        return JobTicket.TryParse(text, null, out var ticket) ? ticket : throw new UserErrorException($"'{text}' is not a ticket. {JobTicket.Rule}");
    }

    private static string Name(JobOutcome? outcome) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName($"{outcome}");
}
