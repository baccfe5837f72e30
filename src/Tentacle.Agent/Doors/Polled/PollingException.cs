namespace Tentacle.Agent.Doors.Polled;

/// <summary>Thrown when the agent cannot connect to a polled server. The message is written for a person.</summary>
internal sealed class PollingException : Exception
{
    public PollingException()
    {
    }

    public PollingException(string message)
        : base(message)
    {
    }

    public PollingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The delay that the server requested. Null when it requested none.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
