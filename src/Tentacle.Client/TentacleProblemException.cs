using Tentacle.Contracts;

namespace Tentacle.Client;

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
