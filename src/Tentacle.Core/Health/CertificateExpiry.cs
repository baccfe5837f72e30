using System.Globalization;

namespace Tentacle.Core.Health;

/// <summary>How long the agent's certificate is still valid.</summary>
public static class CertificateExpiry
{
    /// <param name="notBefore">The first moment.</param>
    /// <param name="notAfter">The last moment.</param>
    /// <param name="now">The moment of the question.</param>
    /// <param name="warnDays">Before its last so many days nothing needs to be done.</param>
    public static HealthFinding Judge(DateTimeOffset notBefore, DateTimeOffset notAfter, DateTimeOffset now, int warnDays)
    {
        var days = (notAfter - now).TotalDays;
        var finding = now > notAfter ? HealthFinding.Warn($"The Tentacle's certificate has been expired since {Day(notAfter)}. Make a new one: tentacle new-certificate --overlap 7d")
            : now < notBefore ? HealthFinding.Warn($"The Tentacle's certificate is valid from {Day(notBefore)} on only. Check the machine's clock.")
            : days < warnDays ? HealthFinding.Warn($"The Tentacle's certificate expires on {Day(notAfter)}. Make a new one: tentacle new-certificate --overlap 7d")
            : HealthFinding.Pass($"The Tentacle's certificate is valid until {Day(notAfter)}.");
        return finding with { Value = Math.Floor(days), Unit = "days", Threshold = warnDays };
    }

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
