using Tentacle.Contracts;
using Tentacle.Core.Jobs;
using Tentacle.Core.Jobs.Submissions;
using Tentacle.Core.Jobs.Workspaces;
using Tentacle.Instances.Settings;

namespace Tentacle.Core.Tests.Jobs;

public sealed class JobRecoveryTests : IDisposable
{
    private readonly JobHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Recover_WorkspaceWithoutJob_IsRemoved()
    {
        var orphan = Path.Combine(_home.Site.WorkRoot, "never-accepted");
        Directory.CreateDirectory(orphan);
        Directory.CreateDirectory(Path.Combine(_home.Site.WorkRoot, StagedFiles.Prefix + "x"));
        Directory.CreateDirectory(Path.Combine(_home.Site.JobsRoot, StagedFiles.Prefix + "x"));
        Directory.CreateDirectory(Path.Combine(_home.Site.JobsRoot, ".deleted-x", "with", "depth"));
        using var jobs = _home.Open();

        Assert.Empty(Directory.EnumerateDirectories(_home.Site.WorkRoot));
        Assert.Empty(Directory.EnumerateDirectories(_home.Site.JobsRoot));
    }

    [Fact]
    public async Task Recover_CrashBetweenForgettingAndDeleting_FinishesTheDeletion()
    {
        _home.PutComplete("gone", _home.Time.GetUtcNow());
        var record = await File.ReadAllBytesAsync(_home.Folder("gone").Job, TestContext.Current.CancellationToken);
        using (var jobs = _home.Open())
        {
            Assert.True(jobs.Forget(JobTicket.Parse("gone")));
        }

        Directory.CreateDirectory(_home.Folder("gone").Directory);
        await File.WriteAllBytesAsync(_home.Folder("gone").Job, record, TestContext.Current.CancellationToken);

        using var again = _home.Open();
        Assert.Null(again.Find(JobTicket.Parse("gone")));
        Assert.False(Directory.Exists(_home.Folder("gone").Directory));
    }

    [Fact]
    public void Recover_DamagedRecord_LeavesEverythingForAPersonToLookAt()
    {
        _home.PutComplete("damaged", _home.Time.GetUtcNow());
        File.WriteAllText(_home.Folder("damaged").Job, "{");
        using var jobs = _home.Open();

        Assert.Equal("{", File.ReadAllText(Path.Combine(Assert.Single(_home.Site.Damaged.All()).Place, "job.json")));
        Assert.True(File.Exists(Path.Combine(_home.Folder("damaged").WorkDirectory, "artifact")));
    }

    [Fact]
    public async Task Submit_ForgottenTicket_IsReservedUntilItsTimeIsUp()
    {
        _home.Settings.Replace(_home.Settings.Current with { Jobs = new JobSettings { ForgottenTicketDays = 7 } });
        _home.PutComplete("gone", _home.Time.GetUtcNow());
        using (var jobs = _home.Open())
        {
            jobs.Forget(JobTicket.Parse("gone"));
        }

        using var again = _home.Open();
        Assert.IsType<SubmitResult.Forgotten>(await SubmitAsync(again, "GONE"));
        _home.Time.Advance(TimeSpan.FromDays(8));
        Assert.IsType<SubmitResult.Accepted>(await SubmitAsync(again, "gone"));
    }

    private static async Task<SubmitResult> SubmitAsync(JobService jobs, string ticket)
    {
        using var files = jobs.Stage();
        return await jobs.SubmitAsync(new JobSubmission(JobTicket.Parse(ticket), new JobRequest { Script = new JobScript { Sh = "exit 0" } }, files, "test"));
    }
}
