namespace Tentacle.Cli.Parsing;

/// <summary>An error that the caller can correct. The message, one sentence, goes to standard error, and the exit code is 1.</summary>
internal sealed class UserErrorException : Exception
{
    public UserErrorException(string message)
        : base(message)
    {
    }

    public UserErrorException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
