using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Client;
using Tentacle.Contracts;

namespace Tentacle.Cli.Remote;

/// <summary>Submits a job for a <c>remote</c> command, follows it to its end and returns its exit code. Also has the common options of such commands.</summary>
internal static class RemoteJob
{
    private static readonly TimeSpan MaxCancel = TimeSpan.FromSeconds(3);
    private static readonly Option Isolation = Option.Value("isolation", "none, full or full:NAME. Defaults to full.");
    private static readonly Option Timeout = Option.Value("timeout", "Seconds after which the script is ended");
    private static readonly Option Ticket = Option.Value("ticket", "The job's name; repeating a call with the same ticket never runs it twice");

    public static IReadOnlyList<Option> Options { get; } = [Isolation, Timeout, Ticket];

    /// <summary>Applies the common options to the request.</summary>
    public static JobRequest Configure(JobRequest request, Arguments arguments) => request with
    {
        Isolation = IsolationOf(arguments.Find(Isolation)),
        TimeoutSeconds = arguments.FindNumber(Timeout, 0, int.MaxValue) ?? 0,
    };

    /// <param name="submit">Submits the job under a ticket.</param>
    /// <param name="print">Receives each record of the log.</param>
    /// <returns>The exit code of the process.</returns>
    public static async Task<int> RunAsync(
        Invocation invocation,
        Func<TentacleClient,
        JobTicket,
        Task<Job>> submit,
        Action<LogRecord> print,
        CancellationToken interrupted)
    {
        var ticket = TicketOf(invocation);
        using var tentacle = RemoteAgent.Connect(invocation);
        try
        {
            var submitted = await submit(tentacle, ticket);
            await FollowAsync(tentacle, submitted.Ticket, print, interrupted);
            var job = await tentacle.WaitAsync(submitted.Ticket, CancellationToken.None);
            invocation.Warn($"Job {job.Ticket}: {Name(job.Outcome)}, exit code {job.ExitCode}{(job.Reason is null ? "" : $". {job.Reason}")}");
            return RemoteExitCodes.From(job);
        }
        catch (Exception e) when (e is TentacleConnectionException or TentacleProblemException)
        {
            invocation.Warn(e.Message);
            return RemoteExitCodes.LostOrNotStarted;
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            await CancelUnansweredAsync(tentacle, ticket, invocation);
            return RemoteExitCodes.Canceled;
        }
    }

    /// <exception cref="UserErrorException">The text is not of the form K=V.</exception>
    public static KeyValuePair<string, string> Pair(Option option, string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is var at and > 0
            ? KeyValuePair.Create(text[..at], text[(at + 1)..])
            : throw new UserErrorException($"A value of --{option.Name} is not of the form K=V. Write it as NAME=VALUE.");

    // The first interrupt cancels the job, and its log is shown until it has ended. A second interrupt ends this process.
    private static async Task FollowAsync(TentacleClient tentacle, JobTicket ticket, Action<LogRecord> print, CancellationToken interrupted)
    {
        await using var cancel = interrupted.Register(() => _ = tentacle.CancelAsync(ticket, CancellationToken.None));
        await foreach (var (record, _) in tentacle.FollowLogAsync(ticket, cancellationToken: CancellationToken.None))
        {
            print(record);
        }
    }

    // The command was interrupted before the agent answered, but the job may have arrived.
    private static async Task CancelUnansweredAsync(TentacleClient tentacle, JobTicket ticket, Invocation invocation)
    {
        try
        {
            using var timeUp = new CancellationTokenSource(MaxCancel, invocation.Terminal.Time);
            var job = await tentacle.CancelAsync(ticket, timeUp.Token);
            invocation.Warn($"Job {job.Ticket}: interrupted, and asked to stop.");
        }
        catch (Exception e) when (e is TentacleConnectionException or TentacleProblemException or OperationCanceledException)
        {
            invocation.Warn($"Job {ticket}: interrupted before the agent answered. Should it have arrived, cancel it: tentacle remote cancel {ticket}.");
        }
    }

    private static JobIsolation IsolationOf(string? text) => (text ?? "full").Split(':', 2) switch
    {
        [var level] when level.Equals("none", StringComparison.OrdinalIgnoreCase) => new JobIsolation { Level = IsolationLevel.None },
        [var level] when level.Equals("full", StringComparison.OrdinalIgnoreCase) => new JobIsolation(),
        [var level, { Length: > 0 } name] when level.Equals("full", StringComparison.OrdinalIgnoreCase) => new JobIsolation { Name = name },
        _ => throw new UserErrorException($"'{text}' is not an isolation. Use none, full or full:NAME."),
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
