using System.Text;

namespace Tentacle.Manager.Commands;

/// <summary>One call of <c>tentacle</c>: what is shown beforehand is what is run.</summary>
/// <param name="Arguments">As the program gets them.</param>
public sealed record TentacleCommand(params IReadOnlyList<string> Arguments)
{
    private const string Plain = "-_./:=,+@%\\";

    /// <summary>Lines for its standard input, where options have <c>-</c> for a value that must stand in no list of processes.</summary>
    public IReadOnlyList<string> SecretInput { get; init; } = [];

    /// <summary>The line to type, fit for bash and PowerShell; secrets are asked for.</summary>
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
