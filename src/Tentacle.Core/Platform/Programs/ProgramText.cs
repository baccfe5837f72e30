using System.Text;

namespace Tentacle.Core.Platform.Programs;

/// <summary>Reads what a program writes to its end, so that the program never waits for us, and keeps no more of it than a bound.</summary>
internal static class ProgramText
{
    /// <summary>For programs whose whole answer is read; in characters.</summary>
    public const int LongestAnswer = 4 * 1024 * 1024;

    /// <summary>For what is shown to people as the reason of a failure; in characters.</summary>
    public const int LongestReason = 64 * 1024;

    /// <summary>The first characters of it.</summary>
    /// <param name="output">Read to its end.</param>
    /// <param name="most">How many are kept at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
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
