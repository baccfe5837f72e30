using Tentacle.Core.Jobs;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Tests.Jobs;

public sealed class JobRetentionTests : IDisposable
{
    private readonly JobHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Sweep_CompleteJobsOlderThanTheAge_AreForgottenWithLogAndWorkspace()
    {
        _home.PutComplete("old", _home.Time.GetUtcNow().AddHours(-25), sequence: 1);
        _home.PutComplete("young", _home.Time.GetUtcNow().AddHours(-23), sequence: 2);
        using var jobs = _home.Open();

        _home.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(["young"], Tickets(jobs));
        Assert.False(Directory.Exists(_home.Folder("old").Directory));
        Assert.False(Directory.Exists(_home.Folder("old").WorkDirectory));

        _home.Time.Advance(TimeSpan.FromHours(2));
        Assert.Empty(Tickets(jobs));
    }

    [Fact]
    public void Sweep_LogWrittenAfterTheEnd_CountsFromThat()
    {
        _home.PutComplete("job", _home.Time.GetUtcNow().AddHours(-30));
        File.SetLastWriteTimeUtc(_home.Folder("job").Log, _home.Time.GetUtcNow().AddHours(-1).UtcDateTime);
        using var jobs = _home.Open();

        _home.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(["job"], Tickets(jobs));
    }

    [Fact]
    public void Sweep_DiskShort_ForgetsCompleteJobsAndNeverThoseThatWait()
    {
        _home.RequireFreeDisk(long.MaxValue);
        _home.PutComplete("first", _home.Time.GetUtcNow().AddHours(-2), sequence: 1);
        _home.PutComplete("second", _home.Time.GetUtcNow().AddHours(-1), sequence: 2);
        _home.PutPending("waiting", sequence: 3);
        File.Create(Path.Combine(_home.Site.JobsRoot, ".draining")).Dispose();
        using var jobs = _home.Open();

        _home.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(["waiting"], Tickets(jobs));
    }

    [Fact]
    public void Sweep_DiskShort_TakesTheOldestFirstAndNoMoreThanItMust()
    {
        _home.PutComplete("newest", _home.Time.GetUtcNow().AddHours(-1), sequence: 1);
        _home.PutComplete("oldest", _home.Time.GetUtcNow().AddHours(-3), sequence: 2);
        _home.PutComplete("middle", _home.Time.GetUtcNow().AddHours(-2), sequence: 3);
        const long Large = 64 << 20;
        File.WriteAllBytes(Path.Combine(_home.Folder("oldest").WorkDirectory, "large"), new byte[Large]);
        _home.RequireFreeDisk(DiskSpace.FreeBytes(_home.Site.WorkRoot) + (Large / 2));
        using var jobs = _home.Open();

        _home.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(["middle", "newest"], Tickets(jobs));
    }

    private static string[] Tickets(JobService jobs) => [.. jobs.List(state: null, before: null, limit: 100).Jobs.Select(j => j.Ticket.Value).Order()];
}
