using System.Net;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Instances;
using Tentacle.Instances.Settings;
using Tentacle.Platform;

namespace Tentacle.Cli.Commands.Settings;

/// <summary>
/// Rejects directories and ports that another instance of the machine uses. A port that another program holds causes only a warning, because that program may
/// be about to end.
/// </summary>
internal sealed class OthersUse(Invocation invocation)
{
    private readonly InstanceNeighbours _others = InstanceNeighbours.Find(invocation.Terminal.Index, invocation.Instance);

    /// <exception cref="UserErrorException">The directory is, contains or is inside a directory of another instance.</exception>
    public void RefuseDirectory(string? directory, Option option)
    {
        if (directory is not null && _others.RefuseDirectory(directory, $" with --{option.Name}") is { } refusal)
        {
            throw new UserErrorException(refusal);
        }
    }

    /// <exception cref="UserErrorException">Another instance listens on this port.</exception>
    public void RefusePort(ServicesSettings before, ServicesSettings after)
    {
        var address = AddressOf(after);
        if (_others.RefusePort(after.PortNumber, address) is { } refusal)
        {
            throw new UserErrorException(refusal);
        }

        // The instance's own agent holds the previous port.
        if (after.PortNumber != before.PortNumber && PortUse.Find(after.PortNumber, address) is { } held)
        {
            invocation.Warn(
                $"Warning: port {after.PortNumber} is in use by {PortUse.Describe(held)}, so the Tentacle cannot start before that has ended. "
                + $"To use another: tentacle configure --instance \"{invocation.Instance.Name}\" --port N.");
        }
    }

    private static IPAddress? AddressOf(ServicesSettings services) =>
        services.ListenIP is { } text && ListenAddress.TryParse(text, out var address, out _) ? address : null;
}
