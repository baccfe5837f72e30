namespace Tentacle.Contracts;

/// <summary>The <c>type</c> of what a polled server refuses an agent with, behind <see cref="ProblemTypes.Prefix"/>; <see cref="ProblemTypes.CertificateRequired"/> is the other one.</summary>
public static class PollingProblemTypes
{
    /// <summary>A header of the agent's request is missing or not valid.</summary>
    public const string InvalidSubscription = "invalid-subscription";

    /// <summary>Nobody registered the subscription.</summary>
    public const string SubscriptionUnknown = "subscription-unknown";

    /// <summary>The subscription is registered for another certificate.</summary>
    public const string SubscriptionNotYours = "subscription-not-yours";

    /// <summary>Another process is connected by the subscription.</summary>
    public const string SubscriptionInUse = "subscription-in-use";

    /// <summary>Too many agents connect at this moment.</summary>
    public const string TooManyHandshakes = "too-many-handshakes";

    /// <summary>The request does not ask for the connection to be turned round.</summary>
    public const string UpgradeRequired = "upgrade-required";
}
