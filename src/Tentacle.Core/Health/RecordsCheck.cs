using Tentacle.Core.Jobs.Site;

namespace Tentacle.Core.Health;

/// <summary>Reports damaged records that still have to be deleted or restored.</summary>
public sealed class RecordsCheck(JobSite site) : IHealthCheck
{
    public string Name => "records:intact";

    public ValueTask<HealthFinding> CheckAsync(CancellationToken cancellationToken)
    {
        var damaged = site.Damaged.All();
        var inPlace = site.Damaged.InPlace;
        var count = damaged.Count + inPlace.Count;
        var first = damaged.Count > 0
            ? $"'{damaged[0].Directory}' ({damaged[0].Note.Reason})"
            : inPlace.Select(pair => $"'{pair.Key}' ({pair.Value})").FirstOrDefault();
        return ValueTask.FromResult(count == 0
            ? HealthFinding.Pass("All records of jobs can be read.")
            : HealthFinding.Warn(
                $"{(count == 1 ? "1 damaged record is" : $"{count} damaged records are")} kept for you to look at: {first}{(count > 1 ? " and more" : "")}. "
                + "Delete the job or the directory, or stop the Tentacle and put a whole record back.") with
            { Value = count });
    }
}
