namespace Tentacle.Contracts;

/// <summary>Who this agent is and what it can do.</summary>
public sealed record AgentDescription
{
    public required string Version { get; init; }
    public required string Instance { get; init; }
    public required string HostName { get; init; }
    public required OperatingSystemDescription OperatingSystem { get; init; }

    /// <summary>The agent's own certificate, as servers pin it.</summary>
    public required CertificateDescription Certificate { get; init; }

    /// <summary>The certificate that takes over later, so that servers can be told of it before; null when none waits.</summary>
    public required NextCertificateDescription? NextCertificate { get; init; }

    public required string HomeDirectory { get; init; }
    public required string ApplicationDirectory { get; init; }

    /// <summary>The shells that jobs can use here, in the order of preference.</summary>
    public required IReadOnlyList<ShellDescription> Shells { get; init; }

    /// <summary>Names of what this agent can do, for example <c>jobs</c>, <c>job-log-follow</c>.</summary>
    public required IReadOnlyList<string> Capabilities { get; init; }

    public required AgentLimits Limits { get; init; }
}

public sealed record OperatingSystemDescription(string Name, string Architecture);

/// <param name="Thumbprint">SHA-256.</param>
/// <param name="Sha1Thumbprint">SHA-1, as Octopus shows it.</param>
public sealed record CertificateDescription(Thumbprint Thumbprint, Thumbprint Sha1Thumbprint, DateTimeOffset NotBefore, DateTimeOffset NotAfter);

/// <param name="Thumbprint">SHA-256.</param>
/// <param name="Sha1Thumbprint">SHA-1, as Octopus shows it.</param>
/// <param name="PresentedFrom">From then on the agent presents it instead of the other.</param>
public sealed record NextCertificateDescription(
    Thumbprint Thumbprint, Thumbprint Sha1Thumbprint, DateTimeOffset NotBefore, DateTimeOffset NotAfter, DateTimeOffset PresentedFrom);

/// <param name="Name">As in <c>script</c>: bash, sh, python, pwsh, powershell, cmd.</param>
/// <param name="Path">The program that is started.</param>
/// <param name="Version">What the program says of itself; null when it does not say.</param>
public sealed record ShellDescription(string Name, string Path, string? Version);

/// <param name="JsonBodyBytes">The longest JSON body.</param>
/// <param name="ArgumentBytes">The longest argument or environment value of a script, in UTF-8.</param>
/// <param name="LogBytes">A job's log is cut at this size.</param>
public sealed record AgentLimits(long JsonBodyBytes, int ArgumentBytes, long LogBytes);
