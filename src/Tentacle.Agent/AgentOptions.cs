using Tentacle.Instances;
using Tentacle.Instances.Secrets;

namespace Tentacle.Agent;

/// <summary>The parameters of the agent of one instance.</summary>
public sealed record AgentOptions
{
    public required Instance Instance { get; init; }
    public required SecretsKey Secrets { get; init; }
    public required string Version { get; init; }

    /// <summary>The path of the <c>tentacle</c> program, which jobs receive.</summary>
    public required string ExecutablePath { get; init; }

    /// <summary>The path of the <c>tentacle-supervisor</c> program. Each running job has its own supervisor process.</summary>
    public required string SupervisorPath { get; init; }

    /// <summary>True when the agent also writes its log to the console. The default is true.</summary>
    public bool LogToConsole { get; init; } = true;
}

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
