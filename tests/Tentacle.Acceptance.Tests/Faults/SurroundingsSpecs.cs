using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Tentacle.Acceptance.Tests.Jobs;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Testing;
using Tentacle.Testing.Instances;

namespace Tentacle.Acceptance.Tests.Faults;

/// <summary>D5, D6, D8, D9, D10: whatever the agent inherits from the one that starts it, it works, stops when it is told, and gives a script a clean process.</summary>
public sealed class SurroundingsSpecs : IAsyncLifetime
{
    private const string Ignoring = "import os,signal,sys\nfor s in (signal.SIGCHLD,signal.SIGTERM,signal.SIGPIPE,signal.SIGUSR1,signal.SIGXFSZ): signal.signal(s,signal.SIG_IGN)\nos.execv(sys.argv[1],sys.argv[1:])";
    private const string Blocking = "import os,signal,sys\nsignal.pthread_sigmask(signal.SIG_BLOCK,range(1,65))\nos.execv(sys.argv[1],sys.argv[1:])";

    // The JIT reserves memory as a sparse file, which a limit on file sizes would refuse; the native program has none.
    private static readonly Dictionary<string, string?> SmallFiles = new() { ["DOTNET_EnableWriteXorExecute"] = "0" };
    private FaultAgent _agent = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _agent = await FaultAgent.CreateAsync(Cancel);

    public ValueTask DisposeAsync() => _agent.DisposeAsync();

    [Theory]
    [InlineData(Ignoring)]
    [InlineData(Blocking)]
    public async Task I_can_run_cancel_and_stop_whatever_signals_the_parent_ignored_or_blocked(string parent)
    {
        await _agent.Instance.StartAgentAsync(Cancel, through: run => run with { File = "/usr/bin/python3", Arguments = ["-c", parent, run.File, .. run.Arguments] });

        var (ended, log) = await RunAsync("grep -E '^Sig(Blk|Ign)' /proc/self/status; exit 3");
        Assert.Equal((JobOutcome.Failed, 3), (ended.Outcome, ended.ExitCode));
        Assert.Equal(["SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000"], log);
        var sleeping = await _agent.SubmitAsync("echo started; sleep 1000", Cancel);
        await _agent.SeesAsync(sleeping.Ticket, "started", Cancel);
        await _agent.Client.CancelAsync(sleeping.Ticket, Cancel);
        Assert.Equal(JobOutcome.Canceled, (await _agent.Client.WaitAsync(sleeping.Ticket, Cancel)).Outcome);
        Assert.Equal(0, await _agent.Instance.StopAgentAsync(Cancel));
    }

    [Fact]
    public async Task I_get_a_clean_process_for_the_script_of_a_package_too()
    {
        await StartUnderAsync("trap '' PIPE CHLD XFSZ");
        using var directory = new TemporaryDirectory();
        var package = await File.ReadAllBytesAsync(new TestPackage().With("Deploy.sh", "grep -E '^Sig(Blk|Ign)' /proc/self/status; exit 4").Save(directory["app.zip"]).FullName, Cancel);
        var request = new JobRequest { Package = new JobPackage { Id = "app", Version = "1.0.0", Environment = "test", Upload = "app.zip" }, Files = [new JobFile("app.zip", package)] };
        var job = await _agent.Client.SubmitAsync(JobTicket.Create(TimeProvider.System), request, cancellationToken: Cancel);

        var ended = await _agent.Client.WaitAsync(job.Ticket, Cancel);

        var log = (await _agent.ReadLogAsync(job.Ticket, Cancel)).ConvertAll(r => r.Text);
        Assert.Equal(4, ended.ExitCode);
        Assert.Contains("SigBlk:\t0000000000000000", log);
        Assert.Contains("SigIgn:\t0000000000000000", log);
    }

    [Fact]
    public async Task I_see_a_full_disk_where_the_limit_on_the_size_of_a_file_is_reached()
    {
        await StartUnderAsync("ulimit -f 2048", SmallFiles);
        var large = new byte[3 << 20];

        using var upload = await _agent.Http.PutAsync(new Uri($"{ApiRoutes.Files}?path=large.bin", UriKind.Relative), new ByteArrayContent(large), Cancel);
        Assert.Equal(HttpStatusCode.InsufficientStorage, upload.StatusCode);
        using var tool = await _agent.Http.PutAsync(new Uri(ApiRoutes.Tool("Large", "1.0.0"), UriKind.Relative), new ByteArrayContent(large), Cancel);
        Assert.Equal(HttpStatusCode.InsufficientStorage, tool.StatusCode);
        var request = new JobRequest { Script = new JobScript { Bash = "true" }, Files = [new JobFile("large.bin", large)] };
        using var refused = await _agent.Http.PutAsJsonAsync(new Uri(ApiRoutes.Job(JobTicket.Create(TimeProvider.System)), UriKind.Relative), request, ApiJson.Default.JobRequest, Cancel);
        Assert.Equal(HttpStatusCode.InsufficientStorage, refused.StatusCode);
        Assert.Contains("ulimit -f", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal("ok", Assert.Single((await RunAsync("echo ok")).Log));
    }

    [Fact]
    public async Task I_see_a_gap_in_a_log_beyond_the_limit_and_a_script_dies_of_its_own_writing_as_it_would_elsewhere()
    {
        await StartUnderAsync("ulimit -f 1024", SmallFiles);

        var (ended, log) = await RunAsync("bash -c 'head -c 3000000 /dev/zero > large'; echo $?; seq 100000; exit 6");

        Assert.Equal((JobOutcome.Failed, 6, true), (ended.Outcome, ended.ExitCode, ended.Log.Truncated));
        // What the outer bash says of it comes on another stream.
        Assert.Contains("153", log);
        var gap = Assert.Single(await _agent.ReadLogAsync(ended.Ticket, Cancel), r => r.Gap);
        Assert.Contains("limit", gap.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("umask 0777")]
    [InlineData("umask 0000")]
    [InlineData("umask 0077")]
    public async Task I_find_our_files_with_their_modes_whatever_the_umask(string umask)
    {
        await StartUnderAsync(umask);

        Assert.Equal("ok", Assert.Single((await RunAsync("echo ok > f; cat f")).Log));

        var home = _agent.Instance.Home;
        foreach (var file in new[] { "agent.lock", "tentacle.sock", "Logs/audit.ndjson" })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(home, file)));
        }

        foreach (var directory in new[] { "Jobs", "Work", "Logs", "Uploads" })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(home, directory)));
        }

        Assert.Equal(0, await _agent.Instance.StopAgentAsync(Cancel));
    }

    [Theory]
    [InlineData("exec <&- >&- 2>&-")]
    [InlineData("mkdir /tmp/gone-$$ && cd /tmp/gone-$$ && rmdir /tmp/gone-$$")]
    [InlineData("export NOTIFY_SOCKET=/nonexistent/notify WATCHDOG_USEC=garbage LISTEN_FDS=5")]
    [InlineData("export NOTIFY_SOCKET=/$(printf %0200d 0)")]
    [InlineData("export TZ=Not/A_Zone LC_ALL=xx_YY.nonsense LANG=en_US.ISO-8859-1 LANGUAGE=")]
    [InlineData("export DOTNET_gcServer=1 DOTNET_TieredCompilation=0 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 COMPlus_gcServer=1 LD_LIBRARY_PATH=/nonexistent")]
    [InlineData("ulimit -n 256; ulimit -c 0; ulimit -s 1024")]
    [InlineData("renice -n 5 $$ > /dev/null; echo 500 > /proc/self/oom_score_adj")]
    public async Task I_can_run_jobs_on_an_agent_that_was_started_in_odd_surroundings(string surroundings)
    {
        await StartUnderAsync(surroundings);

        var (ended, log) = await RunAsync("echo grüße; exit 7");

        Assert.Equal((JobOutcome.Failed, 7), (ended.Outcome, ended.ExitCode));
        // Of a locale that the machine does not have bash complains itself.
        Assert.Contains("grüße", log);
        Assert.All(log.Where(line => line != "grüße"), line => Assert.Contains("warning: setlocale", line, StringComparison.Ordinal));
        Assert.Equal(0, await _agent.Instance.StopAgentAsync(Cancel));
    }

    [Fact]
    public async Task I_find_in_a_job_what_a_login_would_have_given_although_the_agent_was_started_without()
    {
        var root = _agent.Instance.ConfigurationRoot;
        await _agent.Instance.StartAgentAsync(Cancel, through: run => run with { File = "/usr/bin/env", Arguments = ["-i", $"{TemporaryInstance.ConfigurationRootVariable}={root}", run.File, .. run.Arguments] });

        var (_, log) = await RunAsync("printf '%s\\n' \"$USER\" \"$LOGNAME\" \"$HOME\" \"$SHELL\"; command -v ls > /dev/null && echo found");

        var account = File.ReadLines("/etc/passwd").Select(l => l.Split(':')).Single(f => f[0] == Environment.UserName);
        Assert.Equal([account[0], account[0], account[5], account[6], "found"], log);
        using var home = new TemporaryDirectory();
        (_, log) = await RunAsync("git config --global user.name Tentacle && git config --global user.name", r => r with { Environment = new Dictionary<string, string> { ["HOME"] = home.Path } });
        Assert.Equal(["Tentacle"], log);
    }

    [Fact]
    public async Task I_am_refused_at_once_what_no_program_can_be_given_and_what_just_fits_runs()
    {
        await StartUnderAsync("ulimit -s 8192");
        var value = new string('x', 100_000);
        await AssertRefusedAsync(new JobRequest { Environment = Many(30) }, "/environment");
        await AssertRefusedAsync(new JobRequest { Arguments = [.. Enumerable.Repeat(value, 30)] }, "/arguments");
        await AssertRefusedAsync(new JobRequest { Environment = new Dictionary<string, string> { ["V"] = new('x', 131_070) } }, "/environment/V");

        var (ended, log) = await RunAsync("echo ${#V18} ${#1}", r => r with { Environment = Many(19), Arguments = [new('x', 131_071)] });

        Assert.Equal((JobOutcome.Succeeded, "100000 131071"), (ended.Outcome, Assert.Single(log)));

        Dictionary<string, string> Many(int count) => Enumerable.Range(0, count).ToDictionary(i => string.Create(CultureInfo.InvariantCulture, $"V{i}"), _ => value);
    }

    private async Task AssertRefusedAsync(JobRequest request, string pointer)
    {
        var ticket = JobTicket.Create(TimeProvider.System);
        using var response = await _agent.Http.PutAsJsonAsync(new Uri(ApiRoutes.Job(ticket), UriKind.Relative), request with { Script = new JobScript { Bash = "true" } }, ApiJson.Default.JobRequest, Cancel);
        var problem = await response.RefusedAsync(400, ProblemTypes.InvalidRequest);
        Assert.Equal(pointer, Assert.Single(problem.Errors!).Pointer);
        using var unknown = await _agent.Http.GetAsync(new Uri(ApiRoutes.Job(ticket), UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private async Task<(Job Ended, List<string> Log)> RunAsync(string script, Func<JobRequest, JobRequest>? with = null)
    {
        var job = await _agent.SubmitAsync(script, Cancel, with);
        var ended = await _agent.Client.WaitAsync(job.Ticket, Cancel);
        return (ended, (await _agent.ReadLogAsync(job.Ticket, Cancel)).ConvertAll(r => r.Text));
    }

    private Task StartUnderAsync(string surroundings, IReadOnlyDictionary<string, string?>? environment = null) =>
        _agent.Instance.StartAgentAsync(Cancel, environment, run => run with { File = "/bin/bash", Arguments = ["-c", $"{surroundings}; exec \"$0\" \"$@\"", run.File, .. run.Arguments] });
}
