namespace Tentacle.Services.Control;

/// <summary>A service that is installed in the operating system.</summary>
/// <param name="Name">The name in the system's own tools.</param>
/// <param name="Account">The account of the service.</param>
public sealed record InstalledService(string Name, ServiceState State, string Account)
{
    /// <summary>True when reinstalling the service for its account requires a password that only the administrator knows.</summary>
    public bool NeedsPassword { get; init; }

    /// <summary>True when an administrator has disabled the service, so that it is not started automatically.</summary>
    public bool IsDisabled { get; init; }

    public bool IsUp => State is ServiceState.Running or ServiceState.Starting;
}
