namespace Tentacle.Halibut.Wire;

/// <summary>The peer sent something that the protocol or a limit does not allow. The connection cannot be used any further.</summary>
public sealed class HalibutProtocolException : IOException
{
    public HalibutProtocolException()
    {
    }

    public HalibutProtocolException(string message)
        : base(message)
    {
    }

    public HalibutProtocolException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
