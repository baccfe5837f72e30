using Tentacle.Contracts;

namespace Tentacle.Core.Jobs.Records;

/// <summary><c>resume.json</c>: a run ended with the exit code that asks for another one after a reboot. Written by the supervisor.</summary>
/// <param name="Run">The run that ended.</param>
/// <param name="BootId">The boot in which it ended: the next run belongs to another.</param>
public sealed record ResumeRecord(int Run, string BootId, DateTimeOffset At)
{
    /// <summary>A script that asks for ever ends all the same.</summary>
    public const int MostRuns = 10;

    public int Version { get; set; } = JobRecord.CurrentVersion;

    /// <summary>What a script exits with to be run again after a reboot: 194, on Windows 3010.</summary>
    public static int ExitCode => OperatingSystem.IsWindows() ? ScriptExitCodes.RebootWindows : ScriptExitCodes.Reboot;
}
