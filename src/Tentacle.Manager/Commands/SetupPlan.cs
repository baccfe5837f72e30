using Tentacle.Contracts;

namespace Tentacle.Manager.Commands;

/// <summary>The answers from the set-up wizard.</summary>
public sealed record SetupPlan
{
    public required string Instance { get; init; }
    public required string SettingsFile { get; init; }
    public required string Home { get; init; }
    public required string Applications { get; init; }

    /// <summary>The port to listen on; null for a polling instance.</summary>
    public required int? Port { get; init; }

    /// <summary>The address of the polled server; null for a listening instance.</summary>
    public string? ServerAddress { get; init; }

    /// <summary>The thumbprint of the server; null when a listening instance gets it later.</summary>
    public Thumbprint? Trust { get; init; }

    /// <summary>The command that sets the proxy for a polled server; null when the proxy is not changed.</summary>
    public TentacleCommand? Proxy { get; init; }

    public bool InstallsService { get; init; }
}
