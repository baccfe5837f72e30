namespace Tentacle.Core.Services.Control;

/// <summary>The system refused something about a service; the message says what, why and what to do.</summary>
public sealed class ServiceException : Exception
{
    public ServiceException()
    {
    }

    public ServiceException(string message)
        : base(message)
    {
    }

    public ServiceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
