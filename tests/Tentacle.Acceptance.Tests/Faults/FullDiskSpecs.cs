using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Testing.Faults;

namespace Tentacle.Acceptance.Tests.Faults;

/// <summary>The disk that holds the jobs is full.</summary>
public sealed class FullDiskSpecs : IAsyncLifetime
{
    private const int Lines = 40_000;
    private FaultAgent _agent = null!;
    private SmallDisk _disk = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Jobs => Path.Combine(_agent.Instance.Home, "Jobs");

    public async ValueTask InitializeAsync()
    {
        _agent = await FaultAgent.CreateAsync(Cancel);
        _disk = new SmallDisk(Jobs, "2m");
        await _agent.Instance.StartAgentAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.Instance.StopAgentAsync(CancellationToken.None);
        _disk.Dispose();
        await _agent.DisposeAsync();
    }

    [Fact]
    public async Task I_see_a_gap_in_the_log_where_the_disk_was_full_and_what_came_after_it()
    {
        var filler = Path.Combine(Jobs, "filler");
        await File.WriteAllBytesAsync(filler, new byte[1 << 20], Cancel);
        var job = await _agent.SubmitAsync($"for ((i=1;i<={Lines};i++)); do echo $i; done; sleep 0.3; rm '{filler}'; sleep 0.3; echo after; exit 7", Cancel);
        var ended = await _agent.Client.WaitAsync(job.Ticket, Cancel);
        var log = await _agent.ReadLogAsync(job.Ticket, Cancel);

        Assert.Equal((JobOutcome.Failed, 7), (ended.Outcome, ended.ExitCode));
        Assert.Contains("gap", ended.Reason, StringComparison.Ordinal);
        Assert.Equal("after", log[^1].Text);
        Assert.Equal(Lines, Numbers(log).Count + Lost(log));
        AssertGapIsWhereLinesAreMissing(log);
    }

    [Fact]
    public async Task I_get_the_exact_end_of_a_job_on_a_disk_that_stays_full()
    {
        var job = await _agent.SubmitAsync($"for ((i=1;i<={Lines};i++)); do echo $i; done; exit 7", Cancel);
        var ended = await _agent.Client.WaitAsync(job.Ticket, Cancel);
        var log = await _agent.ReadLogAsync(job.Ticket, Cancel);

        Assert.Equal((JobOutcome.Failed, 7), (ended.Outcome, ended.ExitCode));
        Assert.True(log[^1].Gap);
        Assert.Equal(Lines, Numbers(log).Count + Lost(log));
        Assert.Equal(log.Count - 1, Numbers(log).Count);
        AssertGapIsWhereLinesAreMissing(log);
    }

    [Fact]
    public async Task I_am_refused_with_507_and_can_still_see_cancel_and_delete_jobs()
    {
        var gate = _agent.Instance.Home + "/gate";
        var holder = await _agent.SubmitAsync($"echo started; until [ -e '{gate}' ]; do sleep 0.05; done", Cancel, r => r with { Isolation = new JobIsolation() });
        await _agent.SeesAsync(holder.Ticket, "started", Cancel);
        var waiting = await _agent.SubmitAsync("echo waited", Cancel, r => r with { Isolation = new JobIsolation() });
        Fill(Path.Combine(Jobs, "filler"));

        var request = new JobRequest { Script = new JobScript { Bash = "echo" } };
        using var refused = await _agent.Http.PutAsJsonAsync(new Uri(ApiRoutes.Job(JobTicket.Create(TimeProvider.System)), UriKind.Relative), request, ApiJson.Default.JobRequest, Cancel);
        Assert.Equal(HttpStatusCode.InsufficientStorage, refused.StatusCode);
        Assert.Equal(JobState.Running, (await _agent.Client.GetJobAsync(holder.Ticket, Cancel)).State);
        await _agent.Client.CancelAsync(holder.Ticket, Cancel);
        Assert.Equal(JobOutcome.Canceled, (await _agent.Client.WaitAsync(holder.Ticket, Cancel)).Outcome);
        Assert.Equal((JobOutcome.Failed, ScriptExitCodes.Fatal), await EndOfAsync(waiting));
        await _agent.Client.ForgetAsync(holder.Ticket, Cancel);
        Assert.False(Directory.Exists(_agent.Folder(holder.Ticket)));
    }

    private async Task<(JobOutcome? Outcome, int? ExitCode)> EndOfAsync(Job job)
    {
        var ended = await _agent.Client.WaitAsync(job.Ticket, Cancel);
        return (ended.Outcome, ended.ExitCode);
    }

    private static List<int> Numbers(IEnumerable<LogRecord> log) =>
        [.. log.Where(r => r.Stream == LogStream.Stdout && char.IsDigit(r.Text[0])).Select(r => int.Parse(r.Text, CultureInfo.InvariantCulture))];

    private static int Lost(IEnumerable<LogRecord> log) =>
        log.Where(r => r.Gap).Sum(r => int.Parse(r.Text.Split(' ')[0], CultureInfo.InvariantCulture));

    private static void AssertGapIsWhereLinesAreMissing(IReadOnlyList<LogRecord> log)
    {
        var next = 1;
        foreach (var record in log)
        {
            if (record.Gap)
            {
                next += int.Parse(record.Text.Split(' ')[0], CultureInfo.InvariantCulture);
            }
            else if (record.Stream == LogStream.Stdout && record.Text != "after")
            {
                Assert.Equal(next++, int.Parse(record.Text, CultureInfo.InvariantCulture));
            }
        }
    }

    private static void Fill(string file)
    {
        using var filler = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in new[] { 65536, 4096, 1 })
        {
            try
            {
                while (true)
                {
                    filler.Write(new byte[size]);
                }
            }
            catch (IOException)
            {
                // Full for pieces of this size.
            }
        }
    }
}
