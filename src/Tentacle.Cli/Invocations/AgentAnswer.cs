namespace Tentacle.Cli.Invocations;

/// <summary>The result of the notification.</summary>
internal abstract record AgentAnswer
{
    private AgentAnswer()
    {
    }

    /// <summary>No agent runs this instance. It reads the settings when it starts.</summary>
    public sealed record NotRunning : AgentAnswer;

    /// <summary>The agent has applied the new settings.</summary>
    public sealed record Applied : AgentAnswer;

    /// <summary>An agent is running, but has not confirmed that it has applied the settings.</summary>
    public sealed record NotApplied(string Reason) : AgentAnswer;
}
