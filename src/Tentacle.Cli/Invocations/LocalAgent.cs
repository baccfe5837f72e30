using Tentacle.Cli.Parsing;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Instances;
using Tentacle.Instances.Settings;

namespace Tentacle.Cli.Invocations;

/// <summary>Calls to the agent of the instance over the local socket.</summary>
internal static class LocalAgent
{
    /// <exception cref="UserErrorException">No agent is running, or it rejected the call. The message has the remedy.</exception>
    public static async Task<T> AskAsync<T>(Invocation invocation, Func<TentacleClient, Task<T>> ask)
    {
        var instance = invocation.Instance;
        var socket = FindHome(invocation).LocalSocket;
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

    // The agent continues with its last valid settings, so it can be called although the file is damaged.
    private static InstanceHome FindHome(Invocation invocation)
    {
        var instance = invocation.Instance;
        try
        {
            return instance.HomeOf(instance.Settings.Load());
        }
        catch (SettingsException e) when (instance.FindRememberedHome() is var home && Path.Exists(home.LocalSocket))
        {
            invocation.Warn($"{e.Message} The running agent, which works by the last good settings, is asked all the same.");
            return home;
        }
    }

    /// <summary>The ticket that is the command's only positional argument.</summary>
    /// <exception cref="UserErrorException">The argument is missing, or is not a ticket.</exception>
    public static JobTicket Ticket(Invocation invocation)
    {
        if (invocation.Arguments.Positionals is not [var text])
        {
            throw new UserErrorException($"Name one job: tentacle {invocation.Command.Name} TICKET. 'tentacle jobs' lists them.");
        }

        return JobTicket.TryParse(text, null, out var ticket) ? ticket : throw new UserErrorException($"'{text}' is not a ticket. {JobTicket.Rule}");
    }

    private static string Reason(Exception error, string socket)
    {
        var cause = error.GetBaseException();
        return cause is UnauthorizedAccessException || cause.Message.Contains("ermission denied", StringComparison.Ordinal)
            ? $"the account '{Environment.UserName}' may not use '{socket}'. Run the command as the service account or as "
                + $"{(OperatingSystem.IsWindows() ? "an administrator" : "root")}."
            : $"no agent listens on '{socket}'. Start it with 'tentacle service --start' or 'tentacle run'.";
    }
}
