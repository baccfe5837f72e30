using System.Globalization;
using Tentacle.Core.Jobs.Site;
using Tentacle.Instances.Settings;

namespace Tentacle.Core.Health;

/// <summary>
/// Checks that the clock is not behind past events, such as the last write to the home. A clock that was set back breaks deadlines, time-outs and the
/// validity of certificates.
/// </summary>
public sealed class ClockCheck(JobSite site, LiveSettings settings, TimeProvider time) : IHealthCheck
{
    public string Name => "clock:time";

    public ValueTask<HealthFinding> CheckAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var latest = new[] { site.JobsRoot, site.WorkRoot, site.HomeDirectory, site.ExecutablePath }
            .Where(path => File.Exists(path) || Directory.Exists(path))
            .Max(path => (DateTimeOffset)File.GetLastWriteTimeUtc(path));
        var shown = now.ToString("u", CultureInfo.InvariantCulture);
        var behind = Math.Max(0, (latest - now).TotalSeconds);
        var finding = behind > settings.Current.Health.ClockToleranceSeconds
            ? HealthFinding.Warn(
                $"The clock shows {shown}, but files of this Tentacle were written at {latest.ToString("u", CultureInfo.InvariantCulture)}. "
                + "Set the machine's time.")
            : HealthFinding.Pass($"The clock shows {shown}.");
        return ValueTask.FromResult(
            finding with { Value = Math.Round(behind), Unit = "seconds behind", Threshold = settings.Current.Health.ClockToleranceSeconds });
    }
}
