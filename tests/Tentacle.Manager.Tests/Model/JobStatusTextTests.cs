using Tentacle.Contracts;
using Tentacle.Manager.Model.Jobs;

namespace Tentacle.Manager.Tests.Model;

public sealed class JobStatusTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    /// <summary>F13: it does nothing until somebody restarts the machine.</summary>
    [Fact]
    public void Of_JobThatWaitsForAReboot_SaysSo()
    {
        var job = new Job
        {
            Ticket = JobTicket.Parse("t"),
            State = JobState.Running,
            Isolation = new JobIsolation(),
            WaitingFor = new JobWait(JobWait.Reboot, [], 1),
            Shell = "bash",
            SubmittedBy = "local:root",
            CreatedAt = Now,
            StartedAt = Now,
            Runs = 2,
            Log = new JobLogDescription(0, Truncated: false),
            Links = new JobLinks("", "", "", ""),
        };

        Assert.Equal("Waits for the machine to restart after run 2, in bash, for local:root.", JobStatusText.Describe(job, Now));
        Assert.DoesNotContain("restart", JobStatusText.Describe(job with { WaitingFor = null }, Now), StringComparison.Ordinal);
    }
}
