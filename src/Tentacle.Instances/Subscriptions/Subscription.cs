using Tentacle.Contracts;

namespace Tentacle.Instances.Subscriptions;

/// <summary>One server that this agent polls.</summary>
/// <param name="Address">The address with the scheme <c>https</c> and the port.</param>
/// <param name="Id">The id under which the server knows this agent.</param>
/// <param name="Thumbprint">The thumbprint of the certificate that the server must present.</param>
public sealed record Subscription(Uri Address, SubscriptionId Id, Thumbprint Thumbprint);
