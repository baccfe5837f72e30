namespace Tentacle.Contracts;

/// <summary>The identity, the limits and the capabilities of the agent.</summary>
public sealed record AgentDescription
{
    public required string Version { get; init; }
    public required string Instance { get; init; }
    public required string HostName { get; init; }
    public required OperatingSystemDescription OperatingSystem { get; init; }

    /// <summary>The agent's own certificate, which servers pin.</summary>
    public required CertificateDescription Certificate { get; init; }

    /// <summary>
    /// The certificate that replaces the current one later, announced so that servers can trust it in advance; null when no replacement is prepared.
    /// </summary>
    public required NextCertificateDescription? NextCertificate { get; init; }

    public required string HomeDirectory { get; init; }
    public required string ApplicationDirectory { get; init; }

    /// <summary>The shells that are available to jobs, in the order of preference.</summary>
    public required IReadOnlyList<ShellDescription> Shells { get; init; }

    /// <summary>The names of the supported features, for example <c>jobs</c>, <c>job-log-follow</c>.</summary>
    public required IReadOnlyList<string> Capabilities { get; init; }

    public required AgentLimits Limits { get; init; }
}
