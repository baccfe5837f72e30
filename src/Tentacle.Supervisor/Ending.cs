using Tentacle.Contracts;
using Tentacle.Core.Jobs.Records;

namespace Tentacle.Supervisor;

/// <summary>How a run came to its end.</summary>
/// <param name="ProcessExitCode">Null when no process was started, or it was not seen to end.</param>
/// <param name="Reason">Null where the exit code says it all.</param>
internal sealed record Ending(JobOutcome Outcome, int ExitCode, int? ProcessExitCode, string? Reason)
{
    public bool OutputDetached { get; init; }

    /// <summary>The log does not have the reason yet.</summary>
    public bool IsUnsaid { get; init; }

    /// <summary>Not the job's end: the script runs again after a reboot.</summary>
    public bool Resumes { get; init; }

    /// <summary>The script ended, which may be a wish to be run again.</summary>
    public static Ending ByItself(LaunchSpec spec, int exitCode, bool detached)
    {
        var ending = new Ending(exitCode == 0 ? JobOutcome.Succeeded : JobOutcome.Failed, exitCode, exitCode, null) { OutputDetached = detached, IsUnsaid = true };
        if (!spec.ResumeAfterReboot || exitCode != ResumeRecord.ExitCode)
        {
            return ending;
        }

        return spec.Run < ResumeRecord.MostRuns
            ? ending with { Resumes = true, Reason = $"Exit code {exitCode} after run {spec.Run} of at most {ResumeRecord.MostRuns}: it runs again once the machine was restarted." }
            : ending with { Reason = $"Exit code {exitCode} asks for another run after a reboot, but it has run {spec.Run} times, the most that is allowed." };
    }

    /// <summary>It was ended before its time.</summary>
    public static Ending Stopped(StopReason reason, int? exitCode, int survivors) => survivors == 0
        ? new Ending(reason.Outcome, reason.ExitCode, exitCode, reason.Reason)
        : new Ending(reason.Outcome, ScriptExitCodes.Abandoned, exitCode, $"{reason.Reason} {survivors} of its processes would not die and were abandoned; look for them on the machine.") { IsUnsaid = true };

    /// <summary>The shell never came to the script's first line.</summary>
    public static Ending NeverStarted(StartGuard guard) => new(
        JobOutcome.Failed,
        ScriptExitCodes.PowerShellNeverStarted,
        null,
        $"PowerShell did not run the first line of the script within {guard.TimeoutSeconds} s and was given up. Security software may have stopped it: look there, then submit the job again.")
    { IsUnsaid = true };
}
