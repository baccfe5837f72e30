using System.Text;
using Tentacle.Cli.Parsing;
using Tentacle.Platform.Storage;

namespace Tentacle.Cli.Invocations;

/// <summary>Writes files for the caller: atomically, and readable by their owner only.</summary>
internal static class OutputFile
{
    /// <exception cref="UserErrorException">The file cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        try
        {
            AtomicFile.Write(path, content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"The file '{path}' could not be written as '{Environment.UserName}': {e.Message} Name another file, or run the command as an account that "
                + "may write it.",
                e);
        }
    }

    public static void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));
}
