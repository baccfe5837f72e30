namespace Tentacle.Services.Control;

/// <summary>The state of a service.</summary>
public enum ServiceState
{
    Stopped,
    Starting,
    Running,
    Stopping,

    /// <summary>The service has ended unexpectedly, and the system no longer restarts it.</summary>
    Failed,
}
