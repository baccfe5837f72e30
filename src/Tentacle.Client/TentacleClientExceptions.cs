using Tentacle.Contracts;

namespace Tentacle.Client;

/// <summary>The agent could not be reached, or one of the peers does not trust the other. The message is a sentence for a person.</summary>
public class TentacleConnectionException : Exception
{
    public TentacleConnectionException()
    {
    }

    public TentacleConnectionException(string message)
        : base(message)
    {
    }

    public TentacleConnectionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>The peer presented a certificate other than the pinned one, or the agent does not trust ours. A retry does not help.</summary>
public sealed class TentacleTrustException : TentacleConnectionException
{
    public TentacleTrustException()
    {
    }

    public TentacleTrustException(string message)
        : base(message)
    {
    }

    public TentacleTrustException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>The agent rejected the request. <see cref="Problem"/> has the reason and the remedy.</summary>
public sealed class TentacleProblemException : Exception
{
    public TentacleProblemException(Problem problem)
        : base(problem?.Detail ?? problem?.Title) => Problem = problem!;

    public TentacleProblemException()
        : this(new Problem())
    {
    }

    public TentacleProblemException(string message)
        : base(message) => Problem = new Problem { Detail = message };

    public TentacleProblemException(string message, Exception innerException)
        : base(message, innerException) => Problem = new Problem { Detail = message };

    public Problem Problem { get; }

    /// <summary>True for a problem of this type, one of <see cref="ProblemTypes"/>.</summary>
    public bool Is(string slug) => Problem.Type == ProblemTypes.UriOf(slug);
}

/// <summary>A file on this machine could not be read or written. The message is a sentence for a person.</summary>
public sealed class TentacleFileException : Exception
{
    public TentacleFileException()
    {
    }

    public TentacleFileException(string message)
        : base(message)
    {
    }

    public TentacleFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
