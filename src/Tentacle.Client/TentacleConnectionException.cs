
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
