using System.Security.Cryptography.X509Certificates;
using Tentacle.Contracts;

namespace Tentacle.Client;

/// <summary>The agent to connect to, and the certificate to connect with.</summary>
public sealed record TentacleClientOptions
{
    /// <summary>The address on which the agent listens, for example <c>https://web01:10933</c>.</summary>
    public required Uri Address { get; init; }

    /// <summary>The thumbprint of the agent's certificate, SHA-256 or SHA-1. Nothing else of the certificate is checked: no CA, no name, no expiry.</summary>
    public required Thumbprint AgentThumbprint { get; init; }

    /// <summary>The certificate, with its private key, whose thumbprint the agent trusts.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>The time limit for opening a connection. Default 30 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time during which network errors are retried. The first try is not limited by it. Default 2 minutes; zero disables retries.</summary>
    public TimeSpan RetryBudget { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The retry time before the agent's first answer; null uses <see cref="RetryBudget"/>. A shorter time reports a wrong address sooner.</summary>
    public TimeSpan? FirstContactBudget { get; init; }

    /// <summary>Adds the caller's own handlers around the connection, for example for logs or telemetry.</summary>
    public Func<HttpMessageHandler, HttpMessageHandler>? Handlers { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
