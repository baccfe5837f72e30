using Tentacle.Core.Jobs.Site;

namespace Tentacle.Core.Health;

/// <summary>Reports data on the disk that should have been removed.</summary>
public sealed class LeftoversCheck(JobSite site) : IHealthCheck
{
    public string Name => "leftovers:removed";

    public ValueTask<HealthFinding> CheckAsync(CancellationToken cancellationToken)
    {
        var left = site.Leftovers.All;
        return ValueTask.FromResult(left.Count == 0
            ? HealthFinding.Pass("What was to be removed is gone.")
            : HealthFinding.Warn(
                $"{left[0].Sentence}{(left.Count > 1 ? $" There are {left.Count - 1} more such directories." : "")} It is tried again; "
                + $"remove it, or give the account '{Environment.UserName}' the right to.") with
            { Value = left.Count });
    }
}
