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

public sealed record OperatingSystemDescription(string Name, string Architecture);

/// <param name="Thumbprint">The SHA-256 thumbprint.</param>
/// <param name="Sha1Thumbprint">The SHA-1 thumbprint, as Octopus shows it.</param>
public sealed record CertificateDescription(Thumbprint Thumbprint, Thumbprint Sha1Thumbprint, DateTimeOffset NotBefore, DateTimeOffset NotAfter);

/// <param name="Thumbprint">The SHA-256 thumbprint.</param>
/// <param name="Sha1Thumbprint">The SHA-1 thumbprint, as Octopus shows it.</param>
/// <param name="PresentedFrom">The time from which the agent presents this certificate instead of the current one.</param>
public sealed record NextCertificateDescription(
    Thumbprint Thumbprint, Thumbprint Sha1Thumbprint, DateTimeOffset NotBefore, DateTimeOffset NotAfter, DateTimeOffset PresentedFrom);

/// <param name="Name">The name as used in <c>script</c>: bash, sh, python, pwsh, powershell, cmd.</param>
/// <param name="Path">The program that is started.</param>
/// <param name="Version">The version that the program reports; null when it reports none.</param>
public sealed record ShellDescription(string Name, string Path, string? Version);

/// <param name="JsonBodyBytes">The maximum size of a JSON body, in bytes.</param>
/// <param name="ArgumentBytes">The maximum size of an argument or environment value of a script, in bytes of UTF-8.</param>
/// <param name="LogBytes">The maximum size of a job's log, in bytes. Longer logs are truncated.</param>
public sealed record AgentLimits(long JsonBodyBytes, int ArgumentBytes, long LogBytes);
