using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Instances.Settings;

namespace Tentacle.Cli.Commands.Trust;

/// <summary><c>clear-trusted-servers</c>: removes trusted servers during a rotation, except those at the given addresses.</summary>
internal static class ClearTrustedServersCommand
{
    private static readonly Option Keep = Option.Many("keep", "The comms addresses of servers to keep, separated by commas");

    public static Command Create() => new("clear-trusted-servers", "Clears the list of trusted Octopus Servers", RunAsync)
    {
        UsesInstance = true,
        Options = [Keep],
        Examples = ["tentacle clear-trusted-servers --instance \"Tentacle\" --keep=\"https://octopus1:10943,https://octopus2:10943\""],
    };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string[] keep = [.. invocation.Arguments.All(Keep).SelectMany(
            list => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        IReadOnlyList<TrustedServer> kept = [];
        var removed = 0;
        await SettingsUpdate.ChangeAsync(
            invocation,
            settings => TrustChanges.Communication(settings, communication =>
            {
                kept = [.. communication.TrustedOctopusServers.Where(server => keep.Any(address => TrustChanges.SameAddress(address, server.Address)))];
                removed = communication.TrustedOctopusServers.Count - kept.Count;
                return communication with { TrustedOctopusServers = kept };
            }),
            cancellationToken);
        foreach (var address in keep.Where(address => !kept.Any(server => TrustChanges.SameAddress(address, server.Address))))
        {
            invocation.Warn($"No trusted server has the address '{address}'. See 'tentacle show-configuration'.");
        }

        invocation.Report($"Removed {removed} trusted Octopus Servers, kept {kept.Count}");
        return ExitCodes.Done;
    }
}
