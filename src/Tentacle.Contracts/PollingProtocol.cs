namespace Tentacle.Contracts;

/// <summary>How an agent's connection is turned round: what it asks the server it polls, before that server becomes the HTTP/2 client.</summary>
public static class PollingProtocol
{
    public const int DefaultPort = 10943;
    public const string Path = "/tentacle/poll";

    /// <summary>The calls that an agent serves at a time on one connection.</summary>
    public const int StreamsPerConnection = 1_000;

    /// <summary>The token of <c>Upgrade</c>.</summary>
    public const string Upgrade = "tentacle/1";

    /// <summary>What the server knows the agent by.</summary>
    public const string Subscription = "Tentacle-Subscription";

    /// <summary>Random for each start of the agent's process: two at a time under one subscription are an agent and its copy.</summary>
    public const string AgentRun = "Tentacle-Agent-Run";
}
