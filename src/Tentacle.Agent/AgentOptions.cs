using Tentacle.Core.Instances;
using Tentacle.Core.Instances.Secrets;

namespace Tentacle.Agent;

/// <summary>What it takes to run the agent of one instance.</summary>
public sealed record AgentOptions
{
    public required Instance Instance { get; init; }
    public required SecretsKey Secrets { get; init; }
    public required string Version { get; init; }

    /// <summary>The <c>tentacle</c> program, told to jobs.</summary>
    public required string ExecutablePath { get; init; }

    /// <summary>The <c>tentacle-supervisor</c> program, one process of which watches each running job.</summary>
    public required string SupervisorPath { get; init; }

    /// <summary>Whether the agent's log goes to the console too.</summary>
    public bool LogToConsole { get; init; } = true;
}

/// <summary>The agent cannot start; the message is one sentence for the person who started it.</summary>
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
