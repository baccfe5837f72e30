
namespace Tentacle.Client;

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
