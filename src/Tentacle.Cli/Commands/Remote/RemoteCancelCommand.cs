using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Cli.Remote;
using Tentacle.Client;
using Tentacle.Contracts;

namespace Tentacle.Cli.Commands.Remote;

/// <summary><c>remote cancel</c>: cancels a job on a listening agent.</summary>
internal static class RemoteCancelCommand
{
    public static Command Create() =>
        new("remote cancel", "Cancels a job on a listening Tentacle", RunAsync) { Options = RemoteAgent.Options, Positionals = "<ticket>" };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Arguments.Positionals is not [var text])
        {
            throw new UserErrorException("Say which job to cancel: tentacle remote cancel TICKET.");
        }

        if (!JobTicket.TryParse(text, null, out var ticket))
        {
            throw new UserErrorException($"'{text}' is not a ticket. {JobTicket.Rule}");
        }

        using var tentacle = RemoteAgent.Connect(invocation);
        try
        {
            var job = await tentacle.CancelAsync(ticket, cancellationToken);
            invocation.Print(job.State == JobState.Complete ? $"Job {job.Ticket} had already ended." : $"Job {job.Ticket} is being canceled.");
            return ExitCodes.Done;
        }
        catch (Exception e) when (e is TentacleConnectionException or TentacleProblemException)
        {
            throw new UserErrorException(e.Message, e);
        }
    }
}
