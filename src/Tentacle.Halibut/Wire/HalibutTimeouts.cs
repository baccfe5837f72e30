namespace Tentacle.Halibut.Wire;

/// <summary>The time that a connection waits for its peer.</summary>
public sealed record HalibutTimeouts
{
    /// <summary>For the opening lines of a connection, all of them together.</summary>
    public TimeSpan Opening { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>For a control line that is due at once.</summary>
    public TimeSpan ControlLine { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// For the next request of an idle connection. Octopus keeps idle connections for nine minutes, and a call over one that was closed takes a second longer.
    /// </summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>For the next request or keep-alive of a polled server, which sends one every 30 seconds.</summary>
    public TimeSpan Polled { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>For the next bytes of a message or of a data stream that has begun, and for a write.</summary>
    public TimeSpan Transfer { get; init; } = TimeSpan.FromMinutes(1);
}
