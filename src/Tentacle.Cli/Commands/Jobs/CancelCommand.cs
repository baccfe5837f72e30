using Tentacle.Cli.Invocations;
using Tentacle.Contracts;

namespace Tentacle.Cli.Commands.Jobs;

/// <summary><c>cancel</c>: cancels a job of the running agent.</summary>
internal static class CancelCommand
{
    public static Command Create() => new("cancel", "Cancels a job of the running Tentacle agent", RunAsync) { UsesInstance = true, Positionals = "<ticket>" };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var ticket = LocalAgent.Ticket(invocation);
        var job = await LocalAgent.AskAsync(invocation, client => client.CancelAsync(ticket, cancellationToken));
        invocation.Report(job.State == JobState.Complete ? $"Job {job.Ticket} had already ended." : $"Job {job.Ticket} is being canceled.");
        return ExitCodes.Done;
    }
}
