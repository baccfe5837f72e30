using System.Globalization;

namespace Tentacle.Core.Health;

/// <summary>Judges the remaining validity of the agent's certificate.</summary>
public static class CertificateExpiry
{
    /// <param name="notBefore">The start of the validity.</param>
    /// <param name="notAfter">The end of the validity.</param>
    /// <param name="now">The current time.</param>
    /// <param name="warnDays">The number of days before the end from which a warning is reported.</param>
    public static HealthFinding Judge(DateTimeOffset notBefore, DateTimeOffset notAfter, DateTimeOffset now, int warnDays)
    {
        var days = (notAfter - now).TotalDays;
        var finding = now > notAfter ? HealthFinding.Warn(
            $"The Tentacle's certificate has been expired since {Day(notAfter)}. Make a new one: tentacle new-certificate --overlap 7d")
            : now < notBefore ? HealthFinding.Warn($"The Tentacle's certificate is valid from {Day(notBefore)} on only. Check the machine's clock.")
            : days < warnDays ? HealthFinding.Warn(
                $"The Tentacle's certificate expires on {Day(notAfter)}. Make a new one: tentacle new-certificate --overlap 7d")
            : HealthFinding.Pass($"The Tentacle's certificate is valid until {Day(notAfter)}.");
        return finding with { Value = Math.Floor(days), Unit = "days", Threshold = warnDays };
    }

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
