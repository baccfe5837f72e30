using System.Security.Cryptography.X509Certificates;

namespace Tentacle.Client;

/// <summary>The agent at the other end, and the retry budgets for it.</summary>
/// <param name="Name">The name in messages: an address or a subscription.</param>
/// <param name="RetryBudget">The time during which network errors are retried.</param>
internal sealed record AgentPeer(string Name, TimeSpan RetryBudget, TimeProvider Time)
{
    /// <summary>The time during which network errors are retried before the agent's first answer.</summary>
    public TimeSpan FirstContactBudget { get; init; } = RetryBudget;

    /// <summary>The certificate that the client presents; null when the agent identifies the client in another way.</summary>
    public X509Certificate2? Certificate { get; init; }
}
