namespace Tentacle.Agent;

/// <summary>Thrown when the agent cannot start. The message explains the reason to the person who started it.</summary>
public sealed class AgentStartException : Exception
{
    public AgentStartException()
    {
    }

    public AgentStartException(string message)
        : base(message)
    {
    }

    public AgentStartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
