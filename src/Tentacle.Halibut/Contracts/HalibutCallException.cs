namespace Tentacle.Halibut.Contracts;

/// <summary>A call fails for a reason that the caller is told in the message.</summary>
public sealed class HalibutCallException : Exception
{
    public HalibutCallException()
    {
    }

    public HalibutCallException(string message)
        : base(message)
    {
    }

    public HalibutCallException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
