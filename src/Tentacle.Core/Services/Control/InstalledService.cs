namespace Tentacle.Core.Services.Control;

/// <summary>A service as the operating system knows it.</summary>
/// <param name="Name">As it is shown and named to the system's own tools.</param>
/// <param name="Account">As whom it runs.</param>
public sealed record InstalledService(string Name, ServiceState State, string Account)
{
    /// <summary>True when the service cannot be made anew for its account without a password that only the administrator knows.</summary>
    public bool NeedsPassword { get; init; }

    /// <summary>True when an administrator has taken it out of use: nothing starts it by itself.</summary>
    public bool IsDisabled { get; init; }

    public bool IsUp => State is ServiceState.Running or ServiceState.Starting;
}

/// <summary>What a service is doing.</summary>
public enum ServiceState
{
    Stopped,
    Starting,
    Running,
    Stopping,

    /// <summary>Ended by itself, and the system has given up starting it.</summary>
    Failed,
}
