
namespace Tentacle.Platform.Processes;

/// <summary>The events of a child process.</summary>
[Flags]
public enum ChildEvent
{
    None = 0,

    /// <summary>Output is available, or the stream has ended.</summary>
    Output = 1,

    /// <summary>Error output is available, or the stream has ended.</summary>
    Error = 2,

    /// <summary>The child has ended.</summary>
    Exit = 4,

    /// <summary>A <see cref="WakeSignal"/> was received.</summary>
    Wake = 8,
}
