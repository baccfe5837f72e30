using System.Globalization;
using System.Security.Cryptography;
using Tentacle.Contracts;

namespace Tentacle.Soak.Jobs;

/// <summary>The jobs that servers really send, by chance.</summary>
/// <param name="random">Chooses.</param>
/// <param name="scratch">One directory per agent, outside of its home.</param>
internal sealed class JobKinds(Random random, string scratch)
{
    /// <summary>What every secret of a run begins with: it must be found nowhere on disk.</summary>
    public const string SecretPrefix = "soak-hush-";

    private const int MaxChatterLength = 20_000;
    private static readonly TimeSpan ShortDeadline = TimeSpan.FromSeconds(2);

    /// <summary>A job of any kind whose script first appends a line to its witness.</summary>
    public JobPlan Next(string witness)
    {
        Func<string, JobPlan>[] kinds = [Short, Short, Short, Long, Chatty, Daemon, Stubborn, Secret, WithFiles, Alone, TimedOut, Deadline, Errors];
        return kinds[random.Next(kinds.Length)](witness);
    }

    private JobPlan Short(string witness)
    {
        var (lines, exitCode) = (random.Next(20), random.Next(3) == 0 ? random.Next(1, 200) : 0);
        return Script("short", witness, $"for ((i=1;i<={lines};i++)); do echo \"line $i\"; done; exit {exitCode}") with
        {
            Outcome = exitCode == 0 ? JobOutcome.Succeeded : JobOutcome.Failed,
            ExitCode = exitCode,
            Lines = Numbered("line ", lines),
        };
    }

    private JobPlan Long(string witness)
    {
        var lines = random.Next(20, 60);
        return Script("long", witness, $"for ((i=1;i<={lines};i++)); do echo \"step $i\"; sleep 0.1; done") with { Lines = Numbered("step ", lines) };
    }

    private JobPlan Chatty(string witness)
    {
        var lines = random.Next(1000, MaxChatterLength);
        return Script("chatty", witness, $"seq 1 {lines}") with { Lines = Numbered("", lines) };
    }

    // Leaves something running: with its output, or in a session of its own.
    private JobPlan Daemon(string witness) => random.Next(2) == 0
        ? Script("daemon", witness, "sleep 3 & echo over") with { Lines = ["over"] }
        : Script("daemon", witness, "(setsid sleep 3 > /dev/null 2>&1 &); echo over") with { Lines = ["over"] };

    private JobPlan Stubborn(string witness)
    {
        const string Deaf = "trap '' TERM; for ((i=1;i<=40;i++)); do echo \"still $i\"; sleep 0.1; done";
        var plan = Script("stubborn", witness, Deaf) with { Lines = Numbered("still ", 40) };
        return plan with { Request = plan.Request with { CancelGraceSeconds = 1 } };
    }

    private JobPlan Secret(string witness)
    {
        var secret = SecretPrefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var plan = Script("secret", witness, "echo \"the secret is $SOAK_SECRET.\"") with { Lines = ["the secret is ********."] };
        var environment = new Dictionary<string, string> { ["SOAK_SECRET"] = secret };
        return plan with { Request = plan.Request with { Environment = environment, SensitiveValues = [secret] } };
    }

    private JobPlan WithFiles(string witness)
    {
        var files = Enumerable.Range(1, random.Next(1, 4)).Select(_ => NewFile(random.Next(1, 200_000))).ToList();
        var lines = files.Select(f => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(f.FullName)))}  {f.Name}").ToList();
        return Script("files", witness, $"sha256sum {string.Join(' ', files.Select(f => f.Name))}") with { Files = files, Lines = lines };
    }

    // Two of them at once would not both get the lock of the file.
    private JobPlan Alone(string witness)
    {
        var name = $"lock-{random.Next(2)}";
        var script = $"exec 9>> '{Path.Combine(scratch, name)}'; flock -n 9 && echo alone; sleep 0.1; echo over";
        var plan = Script("alone", witness, script) with { Lines = ["alone", "over"], MayLoseSupervisor = false };
        return plan with { Request = plan.Request with { Isolation = new JobIsolation { Name = name } } };
    }

    private JobPlan TimedOut(string witness)
    {
        var plan = Script("time-out", witness, "echo waiting; sleep 15") with { Lines = ["waiting"] };
        return TimingOut(plan) with { Request = plan.Request with { TimeoutSeconds = 1, CancelGraceSeconds = 1 } };
    }

    private JobPlan Deadline(string witness)
    {
        var plan = Script("deadline", witness, "echo waiting; sleep 15") with { MayNeverStart = true };
        return TimingOut(plan) with { Request = plan.Request with { Deadline = TimeProvider.System.GetUtcNow() + ShortDeadline, CancelGraceSeconds = 1 } };
    }

    private JobPlan Errors(string witness) =>
        Script("errors", witness, "echo out; echo err >&2; sh -c 'kill -9 $$'; echo $?") with { Lines = ["out", "137"] };

    /// <summary>A file of random bytes.</summary>
    public FileInfo NewFile(int length)
    {
        var file = new FileInfo(Path.Combine(scratch, Guid.NewGuid().ToString("N")));
        File.WriteAllBytes(file.FullName, RandomNumberGenerator.GetBytes(length));
        return file;
    }

    private static JobPlan TimingOut(JobPlan plan) => plan with { Outcome = JobOutcome.TimedOut, ExitCode = ScriptExitCodes.TimedOut };

    private static JobPlan Script(string kind, string witness, string script) => new(kind, new JobRequest
    {
        Script = new JobScript { Bash = $"echo ran >> '{witness}'; {script}" },
        Isolation = new JobIsolation { Level = IsolationLevel.None },
        Labels = new Dictionary<string, string> { ["kind"] = kind },
    });

    private static List<string> Numbered(string prefix, int count) => [.. Enumerable.Range(1, count)
        .Select(i => string.Create(CultureInfo.InvariantCulture, $"{prefix}{i}"))];
}
