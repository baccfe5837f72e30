using System.Text;
using Tentacle.Cli.Parsing;
using Tentacle.Contracts;

namespace Tentacle.Cli.Invocations;

/// <summary>Reads standard input up to a limit, because the connected stream may never end.</summary>
internal static class BoundedInput
{
    /// <summary>The maximum length of a line, in characters.</summary>
    public const int MaxLineLength = 64 * 1024;

    /// <summary>Reads one line; null when there is none.</summary>
    /// <exception cref="UserErrorException">The line is too long.</exception>
    public static string? ReadLine(TextReader input, string what)
    {
        var line = new StringBuilder();
        while (input.Read() is >= 0 and var next)
        {
            if (next == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            if (line.Length == MaxLineLength)
            {
                throw new UserErrorException($"The line on standard input for {what} is longer than {MaxLineLength} characters. Write only the value to it.");
            }

            line.Append((char)next);
        }

        return line.Length == 0 ? null : line.ToString();
    }

    /// <summary>Reads a script to the end of the input.</summary>
    /// <exception cref="UserErrorException">The script is longer than an agent accepts.</exception>
    public static string ReadToEnd(TextReader input)
    {
        var text = new StringBuilder();
        var buffer = new char[16 * 1024];
        while (input.Read(buffer) is > 0 and var read)
        {
            text.Append(buffer, 0, read);
            if (text.Length > ApiLimits.JsonBytes)
            {
                throw new UserErrorException(
                    $"The script on standard input is longer than {ApiLimits.JsonBytes} characters, which no agent takes. "
                    + "Make it shorter, or bring what is large with: tentacle remote upload.");
            }
        }

        return text.ToString();
    }
}
