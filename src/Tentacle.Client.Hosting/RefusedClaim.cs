using Tentacle.Contracts;

namespace Tentacle.Client.Hosting;

/// <summary>An agent that claimed the subscription of another one.</summary>
/// <param name="Registered">The thumbprint for which the subscription is registered.</param>
/// <param name="Presented">The thumbprint that the claiming agent presented.</param>
public sealed record RefusedClaim(DateTimeOffset At, SubscriptionId Subscription, Thumbprint Registered, Thumbprint Presented);
