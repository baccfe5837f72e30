using Tentacle.Cli.Parsing;
using Tentacle.Client;
using Tentacle.Contracts;

namespace Tentacle.Cli.Invocations;

/// <summary>The agent that runs the instance, asked over the local socket.</summary>
internal static class LocalAgent
{
    /// <exception cref="UserErrorException">No agent runs, or it refused; the message says what to do.</exception>
    public static async Task<T> AskAsync<T>(Invocation invocation, Func<TentacleClient, Task<T>> ask)
    {
        var instance = invocation.Instance;
        var socket = instance.HomeOf(instance.Settings.Load()).LocalSocket;
        using var client = TentacleClient.OverLocalSocket(socket);
        try
        {
            return await ask(client);
        }
        catch (TentacleConnectionException e)
        {
            throw new UserErrorException($"The agent of the instance '{instance.Name}' does not answer: {Reason(e, socket)}", e);
        }
        catch (TentacleProblemException e)
        {
            throw new UserErrorException(e.Message, e);
        }
    }

    /// <summary>The ticket that is the command's only positional argument.</summary>
    /// <exception cref="UserErrorException">There is none, or it is no ticket.</exception>
    public static JobTicket Ticket(Invocation invocation)
    {
        if (invocation.Arguments.Positionals is not [var text])
        {
            throw new UserErrorException($"Name one job: tentacle {invocation.Command.Name} TICKET. 'tentacle jobs' lists them.");
        }

        return JobTicket.TryParse(text, null, out var ticket) ? ticket : throw new UserErrorException($"'{text}' is no ticket. {JobTicket.Rule}");
    }

    private static string Reason(Exception error, string socket)
    {
        var cause = error.GetBaseException();
        return cause is UnauthorizedAccessException || cause.Message.Contains("ermission denied", StringComparison.Ordinal)
            ? $"the account '{Environment.UserName}' may not use '{socket}'. Run the command as the service account or as {(OperatingSystem.IsWindows() ? "an administrator" : "root")}."
            : $"nobody listens on '{socket}'. Start it with 'tentacle service --start' or 'tentacle run'.";
    }
}
