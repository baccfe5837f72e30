namespace Tentacle.Contracts;

/// <param name="Thumbprint">The SHA-256 thumbprint.</param>
/// <param name="Sha1Thumbprint">The SHA-1 thumbprint, as Octopus shows it.</param>
public sealed record CertificateDescription(Thumbprint Thumbprint, Thumbprint Sha1Thumbprint, DateTimeOffset NotBefore, DateTimeOffset NotAfter);
