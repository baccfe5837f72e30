using System.Text;
using Tentacle.Cli.Parsing;
using Tentacle.Contracts;

namespace Tentacle.Cli.Invocations;

/// <summary>Reads standard input as far as what is read can be of use: what is connected to it may never end.</summary>
internal static class BoundedInput
{
    /// <summary>The longest value that is read as one line, in characters.</summary>
    public const int LongestLine = 64 * 1024;

    /// <summary>One line; null when there is none.</summary>
    /// <exception cref="UserErrorException">It is too long.</exception>
    public static string? ReadLine(TextReader input, string what)
    {
        var line = new StringBuilder();
        while (input.Read() is >= 0 and var next)
        {
            if (next == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            if (line.Length == LongestLine)
            {
                throw new UserErrorException($"The line on standard input for {what} is longer than {LongestLine} characters. Write only the value to it.");
            }

            line.Append((char)next);
        }

        return line.Length == 0 ? null : line.ToString();
    }

    /// <summary>A script, to the end of the input.</summary>
    /// <exception cref="UserErrorException">It is longer than what an agent takes.</exception>
    public static string ReadToEnd(TextReader input)
    {
        var text = new StringBuilder();
        var buffer = new char[16 * 1024];
        while (input.Read(buffer) is > 0 and var read)
        {
            text.Append(buffer, 0, read);
            if (text.Length > ApiLimits.JsonBytes)
            {
                throw new UserErrorException($"The script on standard input is longer than {ApiLimits.JsonBytes} characters, which no agent takes. Make it shorter, or bring what is large with: tentacle remote upload.");
            }
        }

        return text.ToString();
    }
}
