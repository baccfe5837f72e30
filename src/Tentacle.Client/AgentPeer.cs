using System.Security.Cryptography.X509Certificates;

namespace Tentacle.Client;

/// <summary>The agent at the other end, and how patient we are with it.</summary>
/// <param name="Name">For messages: an address, a subscription.</param>
/// <param name="RetryBudget">For how long network errors are tried again.</param>
internal sealed record AgentPeer(string Name, TimeSpan RetryBudget, TimeProvider Time)
{
    /// <summary>For how long they are tried again before the agent has answered once.</summary>
    public TimeSpan FirstContactBudget { get; init; } = RetryBudget;

    /// <summary>What we present to it; null when it decides by something else who we are.</summary>
    public X509Certificate2? Certificate { get; init; }
}
