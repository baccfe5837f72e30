using Tentacle.Contracts;

namespace Tentacle.Manager.Commands;

/// <summary>What the set-up wizard asks for.</summary>
public sealed record SetupPlan
{
    public required string Instance { get; init; }
    public required string SettingsFile { get; init; }
    public required string Home { get; init; }
    public required string Applications { get; init; }

    /// <summary>The port to listen on; null for one that polls.</summary>
    public required int? Port { get; init; }

    /// <summary>The server that is polled; null for one that listens.</summary>
    public string? ServerAddress { get; init; }

    /// <summary>The server's; a listening one may get it later.</summary>
    public Thumbprint? Trust { get; init; }

    /// <summary>The proxy on the way to a polled server; null when it is not touched.</summary>
    public TentacleCommand? Proxy { get; init; }

    public bool InstallsService { get; init; }
}
