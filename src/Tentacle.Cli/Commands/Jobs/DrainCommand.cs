using System.Text.Json;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Cli.Commands.Jobs;

/// <summary><c>drain</c>: drains the running agent before it, or its machine, is shut down.</summary>
internal static class DrainCommand
{
    private const int MaxWait = 300;
    private static readonly Option Wait = Option.Value("wait", "Waits up to this many seconds (300 at most) for running jobs to end");
    private static readonly Option End = Option.Flag("end", "Ends the drain: jobs are taken again");
    private static readonly Option Format = Option.Format();

    public static Command Create() => new("drain", "Has the running Tentacle agent take no new jobs", RunAsync)
    {
        UsesInstance = true,
        Options = [Wait, End, Format],
        Remarks = "The drain lasts over restarts until --end. With --wait the exit code is 1 when jobs still run after that time.",
    };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var json = invocation.Arguments.WantsJson(Format);
        var wait = invocation.Arguments.FindNumber(Wait, 1, MaxWait);
        var end = invocation.Arguments.Has(End);
        if (end && wait is not null)
        {
            throw new UserErrorException("--wait and --end cannot be used together: the end of a drain is at once.");
        }

        var state = await LocalAgent.AskAsync(
            invocation,
            client => end ? client.EndDrainAsync(cancellationToken) : client.BeginDrainAsync(TimeSpan.FromSeconds(wait ?? 0), cancellationToken));
        invocation.Print(json ? JsonSerializer.Serialize(state, ApiJson.Default.DrainState) : Describe(state));
        return wait is not null && state.Running > 0 ? ExitCodes.UserError : ExitCodes.Done;
    }

    private static string Describe(DrainState state) => state.Draining
        ? $"Draining: no new jobs are taken. {state.Running} running, {state.Pending} waiting for the end of the drain."
        : $"Not draining. {state.Running} running, {state.Pending} waiting.";
}
