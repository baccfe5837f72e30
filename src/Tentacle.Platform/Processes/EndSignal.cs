
namespace Tentacle.Platform.Processes;

/// <summary>The signals that end processes.</summary>
public enum EndSignal
{
    /// <summary>SIGTERM: the processes may clean up.</summary>
    Terminate = 15,

    /// <summary>SIGKILL.</summary>
    Kill = 9,
}
