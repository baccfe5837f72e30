namespace Tentacle.Contracts;

/// <summary>The request by which an agent asks the server that it polls to reverse the connection, so that the server becomes the HTTP/2 client.</summary>
public static class PollingProtocol
{
    public const int DefaultPort = 10943;
    public const string Path = "/tentacle/poll";

    /// <summary>The maximum number of concurrent calls that an agent serves on one connection.</summary>
    public const int StreamsPerConnection = 1_000;

    /// <summary>The protocol token in <c>Upgrade</c>.</summary>
    public const string Upgrade = "tentacle/1";

    /// <summary>The header with the agent's subscription id.</summary>
    public const string Subscription = "Tentacle-Subscription";

    /// <summary>
    /// The header with a random value for each start of the agent's process. Two concurrent values under one subscription mean that the agent was copied.
    /// </summary>
    public const string AgentRun = "Tentacle-Agent-Run";
}
