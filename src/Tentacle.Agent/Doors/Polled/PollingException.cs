namespace Tentacle.Agent.Doors.Polled;

/// <summary>A polled server could not be connected to; the message is a sentence for a person.</summary>
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

    /// <summary>What the server asked for; null when it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
