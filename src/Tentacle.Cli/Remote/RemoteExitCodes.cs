using Tentacle.Contracts;

namespace Tentacle.Cli.Remote;

/// <summary>The exit codes of <c>remote run</c>. It returns the script's own code when a process can return it.</summary>
internal static class RemoteExitCodes
{
    public const int TimedOut = 124;
    public const int LostOrNotStarted = 125;
    public const int Canceled = 130;
    private const int MaxSize = 255;

    public static int From(Job job) => job switch
    {
        { Outcome: JobOutcome.TimedOut } => TimedOut,
        { Outcome: JobOutcome.Canceled } => Canceled,
        { Outcome: JobOutcome.Lost } => LostOrNotStarted,
        { ExitCode: ScriptExitCodes.ShellNotStarted or ScriptExitCodes.PowerShellNeverStarted or ScriptExitCodes.Fatal } => LostOrNotStarted,
        { ExitCode: >= 0 and <= MaxSize and var code } => code,
        _ => 1,
    };
}
