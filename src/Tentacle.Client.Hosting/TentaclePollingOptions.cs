namespace Tentacle.Client.Hosting;

/// <summary>How the hub treats the agents that poll it. The defaults suit some thousands of agents.</summary>
public sealed class TentaclePollingOptions
{
    /// <summary>How many agents may be in the middle of connecting; the rest is asked to come back. Default 200.</summary>
    public int MaxHandshakes { get; set; } = 200;

    /// <summary>Agents that are asked to come back do so at a random time within this. Default 20 s.</summary>
    public TimeSpan RetrySpread { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a call waits for its agent to be connected. Default 30 s.</summary>
    public TimeSpan WaitForAgent { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a new connection's agent may take for its first answer. Default 30 s.</summary>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>After so long without a byte an agent is asked whether it is still there. Default 30 s.</summary>
    public TimeSpan PingDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>An agent that does not answer within this is gone. Default 15 s.</summary>
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>For how long the hub's clients try network errors again. Default 2 minutes.</summary>
    public TimeSpan RetryBudget { get; set; } = TimeSpan.FromMinutes(2);
}
