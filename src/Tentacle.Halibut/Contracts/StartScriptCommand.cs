namespace Tentacle.Halibut.Contracts;

/// <summary>A script to run, of both script services.</summary>
/// <param name="Ticket">Null in the first script service, where the agent chooses it.</param>
/// <param name="ScriptBody">Runs where <paramref name="Scripts"/> has no script for the machine's shell. Null when the caller sent none.</param>
/// <param name="Scripts">Scripts for other shells.</param>
/// <param name="TaskId">The task of the server that the script belongs to. Null when the caller sent none.</param>
public sealed record StartScriptCommand(
    ScriptTicket? Ticket,
    string? ScriptBody,
    IReadOnlyDictionary<ScriptType, string> Scripts,
    IReadOnlyList<ScriptFile> Files,
    IReadOnlyList<string> Arguments,
    string? TaskId)
{
    public ScriptIsolationLevel Isolation { get; init; }

    /// <summary>The longest wait for the isolation. Zero, which old servers send, is without a limit.</summary>
    public TimeSpan IsolationTimeout { get; init; }

    /// <summary>Scripts wait only for others of the same name. Null is the default name.</summary>
    public string? IsolationName { get; init; }

    /// <summary>How long the call waits for the end of the script. Null does not wait.</summary>
    public TimeSpan? DurationToWait { get; init; }
}
