using Tentacle.Contracts;

namespace Tentacle.Core.Subscriptions;

/// <summary>One server that this agent polls.</summary>
/// <param name="Address">Scheme <c>https</c>, with its port.</param>
/// <param name="Id">What the server knows this agent by.</param>
/// <param name="Thumbprint">The server's certificate, as it must present it.</param>
public sealed record Subscription(Uri Address, SubscriptionId Id, Thumbprint Thumbprint);
