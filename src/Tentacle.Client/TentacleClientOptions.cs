using System.Security.Cryptography.X509Certificates;
using Tentacle.Contracts;

namespace Tentacle.Client;

/// <summary>Which agent to talk to, and as whom.</summary>
public sealed record TentacleClientOptions
{
    /// <summary>Where the agent listens, for example <c>https://web01:10933</c>.</summary>
    public required Uri Address { get; init; }

    /// <summary>The agent's own thumbprint, SHA-256 or SHA-1. Nothing else of its certificate is looked at: no CA, no name, no expiry.</summary>
    public required Thumbprint AgentThumbprint { get; init; }

    /// <summary>The certificate, with its private key, whose thumbprint the agent trusts.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>How long a connection may take to be made. Default 30 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For how long network errors are tried again. The first try is not limited by it. Default 2 minutes; zero never tries again.</summary>
    public TimeSpan RetryBudget { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>For how long network errors are tried again before the agent has answered once; null is as long as later. A wrong address is told sooner by it.</summary>
    public TimeSpan? FirstContactBudget { get; init; }

    /// <summary>Puts handlers of the caller's own around the connection, for logs or telemetry, for example.</summary>
    public Func<HttpMessageHandler, HttpMessageHandler>? Handlers { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
