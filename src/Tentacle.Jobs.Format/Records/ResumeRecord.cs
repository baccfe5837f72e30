using Tentacle.Contracts;

namespace Tentacle.Jobs.Format.Records;

/// <summary><c>resume.json</c>: a run ended with the exit code that requests another run after a reboot. Written by the supervisor.</summary>
/// <param name="Run">The run that ended.</param>
/// <param name="BootId">The boot in which it ended. The next run belongs to a different boot.</param>
public sealed record ResumeRecord(int Run, string BootId, DateTimeOffset At)
{
    /// <summary>Maximum number of runs. It ends a script that always requests another run.</summary>
    public const int MaxRuns = 10;

    public int Version { get; set; } = JobRecord.CurrentVersion;

    /// <summary>The exit code with which a script requests another run after a reboot: 194, on Windows 3010.</summary>
    public static int ExitCode => OperatingSystem.IsWindows() ? ScriptExitCodes.RebootWindows : ScriptExitCodes.Reboot;
}
