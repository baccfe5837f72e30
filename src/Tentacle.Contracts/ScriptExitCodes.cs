namespace Tentacle.Contracts;

/// <summary>Exit codes that the agent gives where the script gave none: Octopus's own numbers.</summary>
public static class ScriptExitCodes
{
    /// <summary>The job could not go on: its disk or its log failed.</summary>
    public const int Fatal = -41;

    /// <summary>The shell could not be started.</summary>
    public const int ShellNotStarted = -42;

    /// <summary>The job was canceled.</summary>
    public const int Canceled = -43;

    /// <summary>A time limit ended the job: its own, its deadline, or the one on waiting for its isolation.</summary>
    public const int TimedOut = -44;

    /// <summary>No job has this ticket. Kept for completeness: the REST API answers 404 instead.</summary>
    public const int UnknownTicket = -45;

    /// <summary>The job had started, and its result is gone.</summary>
    public const int Lost = -46;

    /// <summary>PowerShell was started but never ran the first line of the script.</summary>
    public const int PowerShellNeverStarted = -47;

    /// <summary>The job's processes would not die and were abandoned.</summary>
    public const int Abandoned = -48;

    /// <summary>A script's own code: the machine reboots, run me again afterwards. Only of a job with <c>resumeAfterReboot</c>.</summary>
    public const int Reboot = 194;

    /// <summary><see cref="Reboot"/> on Windows, where installers use this number.</summary>
    public const int RebootWindows = 3010;
}
