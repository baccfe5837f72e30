using Tentacle.Cli.Commands.Trust;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Instances.Settings;

namespace Tentacle.Cli.Commands.Polling;

/// <summary><c>set-polling-connection-count</c>: sets the number of connections to each polled server.</summary>
internal static class SetPollingConnectionCountCommand
{
    private static readonly Option Count = Option.Value("pollingConnectionCount", "The number of connections that are held to each polled server");

    public static Command Create() => new("set-polling-connection-count", "Sets how many connections a polling Tentacle holds to each Octopus Server", RunAsync)
    {
        UsesInstance = true,
        Options = [Count],
    };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        _ = invocation.Arguments.Get(Count);
        var count = invocation.Arguments.FindNumber(Count, 1, SettingsRules.MaximumPollingConnections);
        await SettingsUpdate.ChangeAsync(
            invocation,
            settings => TrustChanges.Communication(settings, c => c with { PollingConnectionCount = count }),
            cancellationToken);
        invocation.Report($"Polling connection count: {count}");
        return ExitCodes.Done;
    }
}
