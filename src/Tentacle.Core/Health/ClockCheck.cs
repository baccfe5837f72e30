using System.Globalization;
using Tentacle.Core.Jobs;

namespace Tentacle.Core.Health;

/// <summary>
/// Whether the clock can be right: it must not be before what has already happened, such as the last write to the home. A clock that went
/// back breaks deadlines, time-outs and the validity of certificates.
/// </summary>
public sealed class ClockCheck(JobSite site, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public string Name => "clock:time";

    public ValueTask<HealthFinding> LookAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var latest = new[] { site.JobsRoot, site.WorkRoot, site.HomeDirectory, site.ExecutablePath }
            .Where(path => File.Exists(path) || Directory.Exists(path))
            .Max(path => (DateTimeOffset)File.GetLastWriteTimeUtc(path));
        var shown = now.ToString("u", CultureInfo.InvariantCulture);
        return ValueTask.FromResult(now < latest - Tolerance
            ? HealthFinding.Warn($"The clock shows {shown}, but files of this Tentacle were written at {latest.ToString("u", CultureInfo.InvariantCulture)}. Set the machine's time.")
            : HealthFinding.Pass($"The clock shows {shown}."));
    }
}
