using System.Text;

namespace Tentacle.Manager.Commands;

/// <summary>One call of <c>tentacle</c>. The displayed command is exactly the one that runs.</summary>
/// <param name="Arguments">The arguments of the program.</param>
public sealed record TentacleCommand(params IReadOnlyList<string> Arguments)
{
    private const string Plain = "-_./:=,+@%\\";

    /// <summary>Lines for standard input, for options with the value <c>-</c>. These values must not be visible in a list of processes.</summary>
    public IReadOnlyList<string> SecretInput { get; init; } = [];

    /// <summary>The command line for bash and PowerShell. It prompts for secrets.</summary>
    public override string ToString()
    {
        var line = new StringBuilder("tentacle");
        foreach (var argument in Arguments)
        {
            line.Append(' ').Append(Quoted(argument));
        }

        return line.ToString();
    }

    private static string Quoted(string argument) =>
        argument.Length > 0 && argument.All(c => char.IsAsciiLetterOrDigit(c) || Plain.Contains(c, StringComparison.Ordinal)) ? argument
        : !argument.Contains('\'', StringComparison.Ordinal) ? $"'{argument}'"
        : OperatingSystem.IsWindows() ? $"'{argument.Replace("'", "''", StringComparison.Ordinal)}'"
        : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
