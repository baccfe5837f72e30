using Tentacle.Contracts;
using Tentacle.Jobs.Format.Records;

namespace Tentacle.Supervisor;

/// <summary>The end of a run.</summary>
/// <param name="ProcessExitCode">The exit code of the process. Null when no process was started or its end was not observed.</param>
/// <param name="Reason">The reason. Null when the exit code is sufficient.</param>
internal sealed record Ending(JobOutcome Outcome, int ExitCode, int? ProcessExitCode, string? Reason)
{
    public bool OutputDetached { get; init; }

    /// <summary>True when the reason is not in the log yet.</summary>
    public bool IsUnsaid { get; init; }

    /// <summary>True when this is not the end of the job, because the script runs again after a reboot.</summary>
    public bool Resumes { get; init; }

    /// <summary>The script ended by itself. Its exit code may request another run after a reboot.</summary>
    public static Ending ByItself(LaunchSpec spec, int exitCode, bool detached)
    {
        var ending = new Ending(exitCode == 0 ? JobOutcome.Succeeded : JobOutcome.Failed, exitCode, exitCode, null)
        {
            OutputDetached = detached,
            IsUnsaid = true,
        };
        if (!spec.ResumeAfterReboot || exitCode != ResumeRecord.ExitCode)
        {
            return ending;
        }

        return spec.Run < ResumeRecord.MaxRuns
            ? ending with
            {
                Resumes = true,
                Reason = $"Exit code {exitCode} after run {spec.Run} of at most {ResumeRecord.MaxRuns}: "
                + "it runs again once the machine was restarted."
            }
            : ending with { Reason = $"Exit code {exitCode} asks for another run after a reboot, but it has run {spec.Run} times, the most that is allowed." };
    }

    /// <summary>The script was canceled or timed out.</summary>
    public static Ending Stopped(StopReason reason, int? exitCode, int survivors) => survivors == 0
        ? new Ending(reason.Outcome, reason.ExitCode, exitCode, reason.Reason)
        : new Ending(
            reason.Outcome,
            ScriptExitCodes.Abandoned,
            exitCode,
            $"{reason.Reason} {survivors} of its processes would not die and were abandoned; look for them on the machine.")
        { IsUnsaid = true };

    /// <summary>The shell never reached the script's first line.</summary>
    public static Ending NeverStarted(StartGuard guard) => new(
        JobOutcome.Failed,
        ScriptExitCodes.PowerShellNeverStarted,
        null,
        $"PowerShell did not run the first line of the script within {guard.TimeoutSeconds} s and was given up. Security software may have stopped it: "
        + "look there, then submit the job again.")
    { IsUnsaid = true };
}
