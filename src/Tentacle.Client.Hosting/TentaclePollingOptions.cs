namespace Tentacle.Client.Hosting;

/// <summary>The options of the hub. The defaults suit some thousands of agents.</summary>
public sealed class TentaclePollingOptions
{
    /// <summary>The maximum number of agents that are connecting at the same time. Further agents are asked to retry. Default 200.</summary>
    public int MaxHandshakes { get; set; } = 200;

    /// <summary>The time within which agents that were asked to retry do so, at a random moment. Default 20 s.</summary>
    public TimeSpan RetrySpread { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The time that a call waits for its agent to connect. Default 30 s.</summary>
    public TimeSpan WaitForAgent { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The time limit for the agent's first answer on a new connection. Default 30 s.</summary>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The time without any received byte after which an agent is pinged. Default 30 s.</summary>
    public TimeSpan PingDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The time limit for the answer to a ping, after which the agent counts as disconnected. Default 15 s.</summary>
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The time during which the hub's clients retry network errors. Default 2 minutes.</summary>
    public TimeSpan RetryBudget { get; set; } = TimeSpan.FromMinutes(2);
}
