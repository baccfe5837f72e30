
namespace Tentacle.Platform.Programs;

/// <summary>The exit code and output of a program.</summary>
public sealed record ProgramAnswer(int ExitCode, string Output, string Errors)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>The program's explanation of its failure, in one line.</summary>
    public string Reason =>
        string.Join(
            ' ',
            (Errors.Trim().Length > 0 ? Errors : Output).Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
