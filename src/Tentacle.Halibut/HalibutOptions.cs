using Tentacle.Halibut.Wire;

namespace Tentacle.Halibut;

/// <summary>The settings of a connection, and what it reports.</summary>
public sealed record HalibutOptions
{
    public HalibutLimits Limits { get; init; } = new();

    public HalibutTimeouts Timeouts { get; init; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// Runs before the connection waits for the data streams of a message. The peer sends message and stream in separate small packets, so that a delayed
    /// acknowledgement costs 40 ms; the owner of the socket turns the delay off here (TCP_QUICKACK on Linux).
    /// </summary>
    public Action AwaitingStreams { get; init; } = static () => { };

    /// <summary>Runs when a polled server has accepted the connection.</summary>
    public Action Accepted { get; init; } = static () => { };

    /// <summary>Receives the exception of a call that failed unexpectedly, with the name of the method.</summary>
    public Action<string, Exception> CallFailed { get; init; } = static (_, _) => { };
}
