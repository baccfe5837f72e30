namespace Tentacle.Contracts;

/// <param name="Thumbprint">The SHA-256 thumbprint.</param>
/// <param name="Sha1Thumbprint">The SHA-1 thumbprint, as Octopus shows it.</param>
/// <param name="PresentedFrom">The time from which the agent presents this certificate instead of the current one.</param>
public sealed record NextCertificateDescription(
    Thumbprint Thumbprint, Thumbprint Sha1Thumbprint, DateTimeOffset NotBefore, DateTimeOffset NotAfter, DateTimeOffset PresentedFrom);
