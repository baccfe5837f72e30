using System.Globalization;
using Tentacle.Core.Jobs.Site;
using Tentacle.Instances.Settings;

namespace Tentacle.Core.Health;

/// <summary>Checks that the disk has enough free space for a job, and warns before it has too little.</summary>
public sealed class DiskCheck(JobSite site, LiveSettings settings) : IHealthCheck
{
    private const int WarnAtTimes = 2;
    private const double Mebibyte = 1 << 20;

    public string Name => "disk:free";

    public ValueTask<HealthFinding> CheckAsync(CancellationToken cancellationToken)
    {
        var free = new DriveInfo(site.WorkRoot).AvailableFreeSpace;
        var least = settings.Current.Disk.MinimumFree;
        var there = string.Create(CultureInfo.InvariantCulture, $"'{site.WorkRoot}' has {free / Mebibyte:0} MiB free");
        var needed = string.Create(CultureInfo.InvariantCulture, $"a job needs {least / Mebibyte:0} MiB (Disk.MinimumFree)");
        var finding = free < least ? HealthFinding.Fail($"{there}; {needed}. New jobs are refused until some space is free.")
            : free < least * WarnAtTimes ? HealthFinding.Warn($"{there}; {needed}. Free some space.")
            : HealthFinding.Pass($"{there}.");
        return ValueTask.FromResult(finding with { Value = free, Unit = "bytes", Threshold = least });
    }
}
