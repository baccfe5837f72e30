namespace Tentacle.Core.Packages.Archives;

/// <summary>A package cannot be deployed; the message says why and what to do, for whoever sent it.</summary>
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

    /// <summary>What the job ends with.</summary>
    public int ExitCode { get; init; } = 1;
}
