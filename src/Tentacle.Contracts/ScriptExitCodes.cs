namespace Tentacle.Contracts;

/// <summary>Exit codes that the agent sets when there is none from the script. The numbers are those of Octopus.</summary>
public static class ScriptExitCodes
{
    /// <summary>The job could not continue because its disk or its log failed.</summary>
    public const int Fatal = -41;

    /// <summary>The shell could not be started.</summary>
    public const int ShellNotStarted = -42;

    /// <summary>The job was canceled.</summary>
    public const int Canceled = -43;

    /// <summary>A time limit ended the job: the script's own, the deadline, or the limit on waiting for the isolation.</summary>
    public const int TimedOut = -44;

    /// <summary>No job has this ticket. Kept for completeness, because the REST API answers 404 instead.</summary>
    public const int UnknownTicket = -45;

    /// <summary>The job had started, but its result is not known.</summary>
    public const int Lost = -46;

    /// <summary>PowerShell was started but never ran the first line of the script.</summary>
    public const int PowerShellNeverStarted = -47;

    /// <summary>The job's processes could not be killed and were abandoned.</summary>
    public const int Abandoned = -48;

    /// <summary>The exit code by which a script asks to run again after a reboot. Effective only for a job with <c>resumeAfterReboot</c>.</summary>
    public const int Reboot = 194;

    /// <summary><see cref="Reboot"/> on Windows, where installers use this number.</summary>
    public const int RebootWindows = 3010;
}
