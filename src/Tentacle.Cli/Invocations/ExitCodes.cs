namespace Tentacle.Cli.Invocations;

/// <summary>What the process says of itself at its end; the numbers are the original's.</summary>
public static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The caller's error: one sentence is on standard error.</summary>
    public const int UserError = 1;

    /// <summary>No command, or none that is known.</summary>
    public const int UnknownCommand = 2;

    /// <summary>Our error: the details are in the log file that is named on standard error.</summary>
    public const int Unexpected = 100;
}
