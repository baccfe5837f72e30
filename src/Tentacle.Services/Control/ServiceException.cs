namespace Tentacle.Services.Control;

/// <summary>An operation on a service failed. The message has the operation, the reason and the remedy.</summary>
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
