using System.Globalization;
using System.Text.Json;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Cli.Commands.Jobs;

/// <summary><c>jobs</c>: lists the jobs of the running agent, newest first.</summary>
internal static class JobsCommand
{
    private static readonly Option Format = Option.Format();
    private static readonly Option State = Option.Choice("state", "Only jobs in this state: pending, running or complete", "pending", "running", "complete");

    public static Command Create() => new("jobs", "Lists the jobs of the running Tentacle agent", RunAsync) { UsesInstance = true, Options = [State, Format] };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var json = invocation.Arguments.WantsJson(Format);
        var state = StateIn(invocation.Arguments);
        var jobs = await LocalAgent.AskAsync(invocation, async client => await client.ListJobsAsync(state, cancellationToken).ToListAsync(cancellationToken));
        if (json)
        {
            invocation.Print(JsonSerializer.Serialize(new JobList(jobs, Next: null), ApiJson.Default.JobList));
            return ExitCodes.Done;
        }

        if (jobs.Count == 0)
        {
            invocation.Report(state is null ? "There are no jobs." : "There are no such jobs.");
        }

        var width = jobs.Count == 0 ? 0 : jobs.Max(job => job.Ticket.Value.Length);
        foreach (var job in jobs)
        {
            invocation.Print($"{job.CreatedAt.ToString("u", CultureInfo.InvariantCulture)}  {job.Ticket.Value.PadRight(width)}  {Describe(job)}");
        }

        return ExitCodes.Done;
    }

    private static JobState? StateIn(Arguments arguments) => arguments.Find(State) switch
    {
        null => null,
        var text when Enum.TryParse<JobState>(text, ignoreCase: true, out var state) && Enum.IsDefined(state) => state,
        var text => throw new UserErrorException($"'{text}' is not a valid value for --state. Use pending, running or complete."),
    };

    private static string Describe(Job job) => job switch
    {
        { State: JobState.Pending, WaitingFor: { } wait } => $"pending, waits for '{wait.Lock}' held by {string.Join(", ", wait.Holders)}",
        { State: JobState.Pending } => "pending",
        { State: JobState.Running, WaitingFor.Lock: JobWait.Reboot } => $"running, waits for the machine to restart after run {job.Runs}",
        { State: JobState.Running } => "running",
        _ => $"{JsonNamingPolicy.CamelCase.ConvertName(job.Outcome.ToString() ?? "")}, exit code {job.ExitCode}",
    };
}
