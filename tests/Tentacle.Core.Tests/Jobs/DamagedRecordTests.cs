using System.Text.Json;
using Tentacle.Contracts;
using Tentacle.Core.Health;
using Tentacle.Core.Jobs;
using Tentacle.Core.Jobs.Reporting;
using Tentacle.Core.Jobs.Storage;
using Tentacle.Core.Jobs.Submissions;
using Tentacle.Jobs.Format.Records;
using Tentacle.Testing;
using Tentacle.Testing.Faults;

namespace Tentacle.Core.Tests.Jobs;

/// <summary>C1, C2, C3: one damaged record harms no other job, and its ticket stays known.</summary>
public sealed class DamagedRecordTests : IDisposable
{
    private static readonly JobTicket Damaged = JobTicket.Parse("damaged");
    private readonly JobHome _home = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("job.json")]
    [InlineData("state.json")]
    public void Open_DamagedRecord_IsReportedAsALostJobOnce(string file)
    {
        _home.PutComplete("damaged", _home.Time.GetUtcNow());
        FileDamage.Apply(Path.Combine(_home.Folder("damaged").Directory, file), "garbage");
        var ends = new List<JobEnd>();
        _home.Site.Ends.Follow(ends.Add);

        _home.Open().Dispose();
        _home.Open().Dispose();

        var end = Assert.Single(ends);
        Assert.Equal((Damaged, "error", "lost"), (end.Ticket, end.Result, end.Error));
    }

    [Theory]
    [InlineData("job.json", "empty")]
    [InlineData("job.json", "half")]
    [InlineData("job.json", "garbage")]
    [InlineData("job.json", "zeros")]
    [InlineData("job.json", "{}")]
    [InlineData("job.json", "[]")]
    [InlineData("job.json", "null")]
    [InlineData("job.json", "7")]
    [InlineData("job.json", "null request")]
    [InlineData("job.json", "null script")]
    [InlineData("job.json", "null argument")]
    [InlineData("job.json", "deep")]
    [InlineData("job.json", "another version")]
    [InlineData("job.json", "another ticket")]
    [InlineData("job.json", "no ticket")]
    [InlineData("job.json", "no sequence")]
    [InlineData("job.json", "largest sequence")]
    [InlineData("job.json", "missing")]
    [InlineData("job.json", "directory")]
    [InlineData("job.json", "pipe")]
    [InlineData("job.json", "link to a device")]
    [InlineData("job.json", "link to itself")]
    [InlineData("job.json", "dangling link")]
    [InlineData("job.json", "another owner")]
    [InlineData("job.json", "1 GB")]
    [InlineData("state.json", "empty")]
    [InlineData("state.json", "half")]
    [InlineData("state.json", "garbage")]
    [InlineData("state.json", "{}")]
    [InlineData("state.json", "deep")]
    [InlineData("state.json", "directory")]
    [InlineData("state.json", "pipe")]
    [InlineData("state.json", "link to a device")]
    [InlineData("state.json", "another owner")]
    [InlineData("state.json", "1 GB")]
    [InlineData("started", "empty")]
    [InlineData("started", "garbage")]
    [InlineData("started", "directory")]
    [InlineData("started", "pipe")]
    [InlineData("started", "dangling link")]
    [InlineData("started", "1 GB")]
    public async Task Open_OneDamagedRecord_IsSetAsideAndAnswersAsLost_AllOthersAreAsTheyWere(string file, string damage)
    {
        _home.PutComplete("before", _home.Time.GetUtcNow(), sequence: 1);
        _home.PutComplete("damaged", _home.Time.GetUtcNow(), sequence: 2);
        _home.PutComplete("after", _home.Time.GetUtcNow(), sequence: 3);
        if (file == "started")
        {
            File.Delete(_home.Folder("damaged").State);
        }

        FileDamage.Apply(Path.Combine(_home.Folder("damaged").Directory, file), damage);

        using (var jobs = _home.Open())
        {
            CheckLost(jobs);
            Assert.IsType<SubmitResult.Damaged>(await SubmitAsync(jobs));
            await CheckHealthAsync(HealthStatus.Warn);
        }

        // It survives more restarts, with whatever the next one finds.
        using (var jobs = _home.Open())
        {
            CheckLost(jobs);
            Assert.Single(_home.Site.Damaged.All());
            Assert.True(jobs.Forget(Damaged));
            Assert.Null(jobs.Find(Damaged));
            Assert.IsType<SubmitResult.Forgotten>(await SubmitAsync(jobs));
            Assert.Empty(Directory.GetFileSystemEntries(_home.Site.Damaged.Root));
            Assert.False(Path.Exists(_home.Folder("damaged").WorkDirectory));
            await CheckHealthAsync(HealthStatus.Pass);
        }

        using var again = _home.Open();
        Assert.Null(again.Find(Damaged));
        Assert.Equal(["after", "before"], again.List(null, null, 100).Jobs.Select(j => j.Ticket.Value));
    }

    [Fact]
    public void Open_CopyOfAJob_IsSetAsideUnderItsOwnName()
    {
        _home.PutComplete("a", _home.Time.GetUtcNow());
        var copy = Path.Combine(_home.Site.JobsRoot, "a.bak");
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(_home.Folder("a").Directory))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        using var jobs = _home.Open();

        Assert.Equal(JobOutcome.Succeeded, jobs.Find(JobTicket.Parse("a"))!.Outcome);
        Assert.Contains("that of the job 'a'", Assert.Single(_home.Site.Damaged.All()).Note.Reason, StringComparison.Ordinal);
        Assert.False(Path.Exists(copy));
    }

    [Theory]
    [InlineData("a file")]
    [InlineData("a link")]
    [InlineData("a link to another job")]
    [InlineData("of another account")]
    [InlineData("closed")]
    [InlineData("empty")]
    public void Open_SomethingElseInAJobsPlace_IsSetAside(string what)
    {
        _home.PutComplete("other", _home.Time.GetUtcNow());
        var place = _home.Folder("damaged").Directory;
        switch (what)
        {
            case "a file":
                File.WriteAllText(place, "");
                break;
            case "a link":
                File.CreateSymbolicLink(place, "/dev/zero");
                break;
            case "a link to another job":
                Directory.CreateSymbolicLink(place, _home.Folder("other").Directory);
                break;
            default:
                Directory.CreateDirectory(place);
                if (what == "of another account")
                {
                    FileDamage.GiveAway(place);
                }
                else if (what == "closed" && !OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(place, UnixFileMode.None);
                }

                break;
        }

        using var jobs = _home.Open();

        Assert.Equal((JobState.Complete, JobOutcome.Lost), (jobs.Find(Damaged)!.State, jobs.Find(Damaged)!.Outcome));
        Assert.Equal(JobOutcome.Succeeded, jobs.Find(JobTicket.Parse("other"))!.Outcome);
        Assert.Single(_home.Site.Damaged.All());
    }

    [Fact]
    public void Open_NameThatIsNoTicket_IsSetAsideAndNamed()
    {
        _home.PutComplete("other", _home.Time.GetUtcNow());
        Directory.CreateDirectory(Path.Combine(_home.Site.JobsRoot, "not a ticket!"));

        using var jobs = _home.Open();

        Assert.Equal(["other"], jobs.List(null, null, 100).Jobs.Select(j => j.Ticket.Value));
        Assert.Equal("not a ticket!", Assert.Single(_home.Site.Damaged.All()).Note.Name);
    }

    [Fact]
    public async Task Submit_KeyOfAJobWhoseRecordIsDamaged_IsThatJobAndRunsNothing()
    {
        using (var jobs = _home.Open())
        {
            Assert.IsType<SubmitResult.Accepted>(await SubmitAsync(jobs, key: "once"));
            await Eventually.TrueAsync(() => jobs.Find(Damaged)!.State == JobState.Complete, Token);
        }

        FileDamage.Apply(_home.Folder("damaged").Job, "garbage");

        using (var jobs = _home.Open())
        {
            Assert.Equal(Damaged, Assert.IsType<SubmitResult.Damaged>(await SubmitAsync(jobs, "repeated", "once")).Job.Ticket);
            Assert.Null(jobs.Find(JobTicket.Parse("repeated")));
        }
    }

    [Fact]
    public void Open_TwoJobsOfOneSequenceNumber_AreBothKnown()
    {
        _home.PutComplete("one", _home.Time.GetUtcNow(), sequence: 5);
        _home.PutComplete("two", _home.Time.GetUtcNow(), sequence: 5);

        using var jobs = _home.Open();

        Assert.Equal(["one", "two"], jobs.List(null, null, 100).Jobs.Select(j => j.Ticket.Value).Order());
        Assert.Empty(_home.Site.Damaged.All());
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("garbage")]
    [InlineData("{}")]
    [InlineData("missing")]
    [InlineData("pipe")]
    [InlineData("directory")]
    [InlineData("link to a device")]
    [InlineData("1 GB")]
    public void Open_NoteOfADamagedRecordIsDamagedToo_TheTicketIsKnownAllTheSame(string damage)
    {
        _home.PutComplete("damaged", _home.Time.GetUtcNow());
        FileDamage.Apply(_home.Folder("damaged").Job, "garbage");
        _home.Open().Dispose();
        FileDamage.Apply(Path.Combine(Assert.Single(_home.Site.Damaged.All()).Directory, "note.json"), damage);

        using var jobs = _home.Open();

        Assert.Equal(JobOutcome.Lost, jobs.Find(Damaged)!.Outcome);
        Assert.True(jobs.Forget(Damaged));
        Assert.Empty(_home.Site.Damaged.All());
    }

    [Fact]
    public void Open_WholeRecordPutBack_IsThatJobAgain()
    {
        _home.PutComplete("damaged", _home.Time.GetUtcNow());
        var whole = File.ReadAllBytes(_home.Folder("damaged").Job);
        FileDamage.Apply(_home.Folder("damaged").Job, "half");
        _home.Open().Dispose();
        var aside = Assert.Single(_home.Site.Damaged.All());
        File.WriteAllBytes(Path.Combine(aside.Place, "job.json"), whole);
        Directory.Move(aside.Place, _home.Folder("damaged").Directory);
        Directory.Delete(aside.Directory, recursive: true);

        using var jobs = _home.Open();

        Assert.Equal(JobOutcome.Succeeded, jobs.Find(Damaged)!.Outcome);
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("directory")]
    [InlineData("link to a device")]
    public void Open_SomethingElseInTheLogsPlace_LeavesTheJobAsItWas(string damage)
    {
        _home.PutComplete("damaged", _home.Time.GetUtcNow());
        FileDamage.Apply(_home.Folder("damaged").Log, damage);

        using var jobs = _home.Open();

        Assert.Equal((JobOutcome.Succeeded, 0L), (jobs.Find(Damaged)!.Outcome, jobs.Find(Damaged)!.Log.Bytes));
        Assert.Null(jobs.FindLog(Damaged)!.TryOpen());
        Assert.Null(Assert.Single(_home.Site.Damaged.All()).Note.Ticket);
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("garbage")]
    [InlineData("zeros")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("deep")]
    [InlineData("directory")]
    [InlineData("pipe")]
    [InlineData("link to a device")]
    [InlineData("1 GB")]
    public async Task Open_DamagedReservations_KeepNoJobFromBeingKnownAndNoneFromBeingTaken(string damage)
    {
        _home.PutComplete("other", _home.Time.GetUtcNow());
        FileDamage.Apply(Path.Combine(_home.Site.JobsRoot, ".forgotten.ndjson"), damage);

        using var jobs = _home.Open();

        Assert.Equal(JobOutcome.Succeeded, jobs.Find(JobTicket.Parse("other"))!.Outcome);
        Assert.IsType<SubmitResult.Accepted>(await SubmitAsync(jobs, "new"));
        Assert.True(jobs.Forget(JobTicket.Parse("other")));
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("directory")]
    [InlineData("link to a device")]
    [InlineData("garbage")]
    public async Task Marks_OfWhateverKind_AreMarks(string damage)
    {
        FileDamage.Apply(Path.Combine(_home.Site.JobsRoot, ".draining"), damage);
        _home.PutPending("canceled");
        FileDamage.Apply(_home.Folder("canceled").Cancel, damage);
        _home.PutComplete("told", _home.Time.GetUtcNow(), sequence: 2);
        FileDamage.Apply(_home.Folder("told").Reported, damage);
        using var jobs = _home.Open();

        Assert.IsType<SubmitResult.Draining>(await SubmitAsync(jobs, "new"));
        await Eventually.TrueAsync(() => jobs.Find(JobTicket.Parse("canceled"))!.Outcome == JobOutcome.Canceled, Token);
        jobs.EndDrain();
        Assert.IsType<SubmitResult.Accepted>(await SubmitAsync(jobs, "new"));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("empty")]
    [InlineData("garbage")]
    [InlineData("directory")]
    [InlineData("pipe")]
    [InlineData("link to a device")]
    [InlineData("another owner")]
    public async Task Start_PendingJobWhoseSecretsAreLost_FailsAndNothingRuns(string damage)
    {
        _home.PutPending("damaged", hasSecrets: true);
        JobSecrets.Write(_home.Folder("damaged").Secrets, new JobRequest { Environment = new Dictionary<string, string> { ["A"] = "value" } }, _home.Site.Secrets);
        FileDamage.Apply(_home.Folder("damaged").Secrets, damage);

        using var jobs = _home.Open();

        await Eventually.TrueAsync(() => jobs.Find(Damaged)!.State == JobState.Complete, Token);
        var job = jobs.Find(Damaged)!;
        Assert.Equal((JobOutcome.Failed, ScriptExitCodes.Fatal, 0), (job.Outcome, job.ExitCode, job.Runs));
        Assert.Contains("environment and sensitive values are lost", job.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Sweep_DamagedRecord_IsKeptAMonthAndNotForRoom()
    {
        _home.PutComplete("damaged", _home.Time.GetUtcNow());
        FileDamage.Apply(_home.Folder("damaged").Job, "garbage");
        _home.RequireFreeDisk(long.MaxValue);
        using var jobs = _home.Open();

        _home.Time.Advance(TimeSpan.FromDays(29));
        Assert.NotNull(jobs.Find(Damaged));

        _home.Time.Advance(TimeSpan.FromDays(2));
        Assert.Null(jobs.Find(Damaged));
        Assert.Empty(_home.Site.Damaged.All());
    }

    [Fact]
    public void Sweep_EndThatIsFarAhead_KeepsNoOtherJob()
    {
        _home.PutComplete("ahead", DateTimeOffset.MaxValue.AddYears(-1), sequence: 1);
        _home.PutComplete("old", _home.Time.GetUtcNow().AddHours(-30), sequence: 2);
        using var jobs = _home.Open();

        _home.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(["ahead"], jobs.List(null, null, 100).Jobs.Select(j => j.Ticket.Value));
    }

    [Fact]
    public void Open_CrashBeforeTheRecordWasMoved_SetsItAsideOnce()
    {
        _home.PutComplete("damaged", _home.Time.GetUtcNow());
        FileDamage.Apply(_home.Folder("damaged").Job, "garbage");
        var half = Path.Combine(_home.Site.Damaged.Root, "20260301T110000Z-damaged");
        Directory.CreateDirectory(half);
        var note = new DamageNote { Name = "damaged", Ticket = Damaged, At = _home.Time.GetUtcNow(), Reason = "garbage" };
        File.WriteAllBytes(Path.Combine(half, "note.json"), JsonSerializer.SerializeToUtf8Bytes(note, JobRecordJson.Default.DamageNote));

        using var jobs = _home.Open();

        Assert.Equal(JobOutcome.Lost, jobs.Find(Damaged)!.Outcome);
        Assert.True(jobs.Forget(Damaged));
        Assert.Null(jobs.Find(Damaged));
        using var again = _home.Open();
        Assert.Null(again.Find(Damaged));
    }

    private static void CheckLost(JobService jobs)
    {
        var job = jobs.Find(Damaged)!;
        Assert.Equal((JobState.Complete, JobOutcome.Lost, ScriptExitCodes.Lost), (job.State, job.Outcome, job.ExitCode));
        Assert.Contains("its record is damaged", job.Reason, StringComparison.Ordinal);
        foreach (var other in (string[])["before", "after"])
        {
            Assert.Equal((JobOutcome.Succeeded, 3L), (jobs.Find(JobTicket.Parse(other))!.Outcome, jobs.Find(JobTicket.Parse(other))!.Log.Bytes));
        }
    }

    private async Task CheckHealthAsync(HealthStatus expected)
    {
        var finding = await new RecordsCheck(_home.Site).CheckAsync(Token);
        Assert.Equal(expected, finding.Status);
        Assert.Equal(expected == HealthStatus.Warn, finding.Output.Contains("damaged", StringComparison.Ordinal));
    }

    private static async Task<SubmitResult> SubmitAsync(JobService jobs, string ticket = "damaged", string? key = null)
    {
        using var files = jobs.Stage();
        var request = new JobRequest { Script = new JobScript { Sh = "exit 0" } };
        return await jobs.SubmitAsync(new JobSubmission(JobTicket.Parse(ticket), request, files, "test") { IdempotencyKey = key });
    }
}
