using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Contracts;
using Tentacle.Instances.Settings;

namespace Tentacle.Cli.Commands.Trust;

/// <summary><c>update-trust</c>: replaces the thumbprint of a server that has a new certificate. All its other settings are kept.</summary>
internal static class UpdateTrustCommand
{
    private static readonly Option Old = Option.Value("oldThumbprint", "The thumbprint of the old Octopus Server to be replaced");
    private static readonly Option New = Option.Value("newThumbprint", "The thumbprint of the new Octopus Server");

    public static Command Create() => new(
        "update-trust",
        "Replaces the trusted Octopus Server thumbprint of any matching polling or listening registrations with a new thumbprint to trust",
        RunAsync)
    {
        UsesInstance = true,
        Options = [Old, New],
    };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var old = TrustChanges.ThumbprintIn(invocation.Arguments, Old);
        var replacement = TrustChanges.ThumbprintIn(invocation.Arguments, New);
        await SettingsUpdate.ChangeAsync(invocation, settings => Replace(settings, old, replacement, invocation), cancellationToken);
        invocation.Report($"Updated the trusted Octopus Server thumbprint from {old} to {replacement}");
        return ExitCodes.Done;
    }

    private static InstanceSettings Replace(InstanceSettings settings, Thumbprint old, Thumbprint replacement, Invocation invocation)
    {
        var servers = settings.Tentacle.Communication.TrustedOctopusServers;
        if (!servers.Any(server => server.Thumbprint == old))
        {
            throw new UserErrorException(
                $"The instance '{invocation.Instance.Name}' does not trust the thumbprint {old}, so it cannot be replaced. "
                + "See whom it trusts with 'tentacle show-configuration', or trust a new server with 'tentacle configure --trust'.");
        }

        var replaced = servers.Select(server => server.Thumbprint == old ? server with { Thumbprint = replacement } : server);
        var communication = settings.Tentacle.Communication with { TrustedOctopusServers = [.. replaced] };
        return settings with { Tentacle = settings.Tentacle with { Communication = communication } };
    }
}
