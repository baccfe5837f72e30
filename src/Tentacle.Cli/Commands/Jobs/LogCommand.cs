using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Cli.Remote;
using Tentacle.Client;
using Tentacle.Contracts;

namespace Tentacle.Cli.Commands.Jobs;

/// <summary><c>log</c>: prints a job's log, each line to the stream that the job wrote it to.</summary>
internal static class LogCommand
{
    private static readonly Option Follow = Option.Flag("follow", "Goes on until the job has ended");

    public static Command Create() =>
        new("log", "Shows the log of a job of the running Tentacle agent", RunAsync) { UsesInstance = true, Positionals = "<ticket>", Options = [Follow] };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var ticket = LocalAgent.Ticket(invocation);
        return await LocalAgent.AskAsync(invocation, client => PrintAsync(invocation, client, ticket, cancellationToken));
    }

    private static async Task<int> PrintAsync(Invocation invocation, TentacleClient client, JobTicket ticket, CancellationToken cancellationToken)
    {
        var printer = new JobLogPrinter(invocation.Terminal);
        await foreach (var entry in client.FollowLogAsync(ticket, follow: invocation.Arguments.Has(Follow), cancellationToken: cancellationToken))
        {
            printer.Print(entry.Record);
        }

        return ExitCodes.Done;
    }
}
