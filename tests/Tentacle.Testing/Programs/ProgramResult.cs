namespace Tentacle.Testing.Programs;

/// <summary>How a program ended and what it wrote.</summary>
public sealed record ProgramResult(ProgramStart Start, int ExitCode, string Output, string Errors)
{
    /// <summary>Itself, when the exit code was 0.</summary>
    /// <exception cref="InvalidOperationException">It was not; the message holds all that the program wrote.</exception>
    public ProgramResult Succeeded() =>
        ExitCode == 0 ? this : throw new InvalidOperationException($"'{Start}' ended with {ExitCode}.\nstdout:\n{Output}\nstderr:\n{Errors}");
}
