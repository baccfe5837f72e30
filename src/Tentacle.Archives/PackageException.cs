namespace Tentacle.Archives;

/// <summary>A package cannot be deployed. The message has the reason and the remedy for the sender of the package.</summary>
public sealed class PackageException : Exception
{
    public PackageException()
    {
    }

    public PackageException(string message)
        : base(message)
    {
    }

    public PackageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The exit code of the job.</summary>
    public int ExitCode { get; init; } = 1;
}
