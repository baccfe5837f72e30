namespace Tentacle.Core.Health;

/// <summary>The thresholds of the health checks. They follow the settings.</summary>
public sealed class HealthOptions
{
    /// <summary>The number of days before the certificate's expiry from which a warning is reported.</summary>
    public required int CertificateDays { get; set; }

    /// <summary>The number of seconds that the clock may be behind the last written file.</summary>
    public required int ClockToleranceSeconds { get; set; }

    /// <summary>True to check that Calamari is installed.</summary>
    public bool Calamari { get; set; } = true;
}
