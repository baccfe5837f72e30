namespace Tentacle.Cli.Invocations;

/// <summary>The exit codes of the process. The numbers are the original's.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>An error of the caller, described by one sentence on standard error.</summary>
    public const int UserError = 1;

    /// <summary>No command was given, or an unknown one.</summary>
    public const int UnknownCommand = 2;

    /// <summary>An internal error. The details are in the log file that is named on standard error.</summary>
    public const int Unexpected = 100;
}
