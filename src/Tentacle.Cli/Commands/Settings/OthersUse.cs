using System.Net;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Core.Instances;
using Tentacle.Core.Instances.Settings;
using Tentacle.Core.Platform;

namespace Tentacle.Cli.Commands.Settings;

/// <summary>
/// What another instance of the machine uses is refused; a port that a program holds for the moment is only said, because that program may be about to go.
/// </summary>
internal sealed class OthersUse(Invocation invocation)
{
    private readonly InstanceNeighbours _others = InstanceNeighbours.Of(invocation.Terminal.Index, invocation.Instance);

    /// <exception cref="UserErrorException">It is, holds or lies in a directory of another instance.</exception>
    public void RefuseDirectory(string? directory, Option option)
    {
        if (directory is not null && _others.RefuseDirectory(directory, $" with --{option.Name}") is { } refusal)
        {
            throw new UserErrorException(refusal);
        }
    }

    /// <exception cref="UserErrorException">Another instance listens there.</exception>
    public void RefusePort(ServicesSettings before, ServicesSettings after)
    {
        var address = AddressOf(after);
        if (_others.RefusePort(after.PortNumber, address) is { } refusal)
        {
            throw new UserErrorException(refusal);
        }

        // The port that it had is held by its own agent.
        if (after.PortNumber != before.PortNumber && PortUse.Find(after.PortNumber, address) is { } held)
        {
            invocation.Warn(
                $"Warning: port {after.PortNumber} is in use by {PortUse.Describe(held)}, so the Tentacle cannot start before that has ended. To use another: tentacle configure --instance \"{invocation.Instance.Name}\" --port N.");
        }
    }

    private static IPAddress? AddressOf(ServicesSettings services) =>
        services.ListenIP is { } text && ListenAddress.TryParse(text, out var address, out _) ? address : null;
}
