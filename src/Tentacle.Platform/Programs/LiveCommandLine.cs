
namespace Tentacle.Platform.Programs;

/// <summary>A line of a program's output. The last one has the exit code instead of text.</summary>
/// <param name="IsError">True when the line comes from the program's standard error.</param>
/// <param name="ExitCode">The exit code in the last line; null in all others.</param>
public readonly record struct LiveCommandLine(string Text, bool IsError, int? ExitCode = null);
