using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;

namespace Tentacle.Cli.Commands.Running;

/// <summary><c>livez</c>: checks the agent for probes. The exit code is 0 when the agent answers, 1 when it does not.</summary>
internal static class LivezCommand
{
    private const int DefaultSeconds = 60;
    private static readonly Option MaxAge = Option.Value("max-age", "How long, in seconds, the agent may take to answer. Defaults to 60");

    public static Command Create() => new("livez", "Checks that the Tentacle agent is alive", RunAsync) { UsesInstance = true, Options = [MaxAge] };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var seconds = invocation.Arguments.FindNumber(MaxAge, 1, int.MaxValue / 1000) ?? DefaultSeconds;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(seconds), invocation.Terminal.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await LocalAgent.AskAsync(invocation, client => client.GetLivenessAsync(either.Token));
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            throw new UserErrorException(
                $"The agent of the instance '{invocation.Instance.Name}' did not answer within {seconds} seconds. See its log, and restart it.");
        }

        invocation.Report("The agent is alive.");
        return ExitCodes.Done;
    }
}
