namespace Tentacle.Core.Health;

/// <summary>Where the checks draw their lines. It follows the settings.</summary>
public sealed class HealthOptions
{
    /// <summary>The certificate is warned of so many days before it expires.</summary>
    public required int CertificateDays { get; set; }

    /// <summary>How far the clock may be behind what was written already.</summary>
    public required int ClockToleranceSeconds { get; set; }

    /// <summary>Whether it is looked at that Calamari is here.</summary>
    public bool Calamari { get; set; } = true;
}
