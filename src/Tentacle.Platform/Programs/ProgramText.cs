using System.Text;

namespace Tentacle.Platform.Programs;

/// <summary>Reads a program's output to its end, so that a full pipe never blocks the program, and keeps a limited number of characters.</summary>
internal static class ProgramText
{
    /// <summary>The limit in characters for programs whose whole output is used.</summary>
    public const int MaxAnswerLength = 4 * 1024 * 1024;

    /// <summary>The limit in characters for the reason of a failure, which is displayed.</summary>
    public const int MaxReasonLength = 64 * 1024;

    /// <summary>The first characters of the output.</summary>
    /// <param name="output">The output, which is read to its end.</param>
    /// <param name="most">The maximum number of characters to keep.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<string> ReadAsync(TextReader output, int most, CancellationToken cancellationToken)
    {
        var kept = new StringBuilder();
        var buffer = new char[4096];
        int read;
        while ((read = await output.ReadAsync(buffer, cancellationToken)) > 0)
        {
            kept.Append(buffer, 0, Math.Min(read, most - kept.Length));
        }

        return kept.ToString();
    }
}
