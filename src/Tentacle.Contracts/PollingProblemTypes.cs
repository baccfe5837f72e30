namespace Tentacle.Contracts;

/// <summary>
/// The problem types with which a polled server rejects an agent, without <see cref="ProblemTypes.Prefix"/>. <see cref="ProblemTypes.CertificateRequired"/> is
/// used as well.
/// </summary>
public static class PollingProblemTypes
{
    /// <summary>A header of the agent's request is missing or not valid.</summary>
    public const string InvalidSubscription = "invalid-subscription";

    /// <summary>The subscription is not registered.</summary>
    public const string SubscriptionUnknown = "subscription-unknown";

    /// <summary>The subscription is registered for another certificate.</summary>
    public const string SubscriptionNotYours = "subscription-not-yours";

    /// <summary>Another process is connected with the subscription.</summary>
    public const string SubscriptionInUse = "subscription-in-use";

    /// <summary>Too many agents are connecting at the moment.</summary>
    public const string TooManyHandshakes = "too-many-handshakes";

    /// <summary>The request does not ask for the upgrade that reverses the connection.</summary>
    public const string UpgradeRequired = "upgrade-required";
}
