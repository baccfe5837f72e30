namespace Tentacle.Manager;

/// <summary>What keeps the Manager from starting and what an operator can put right: the message is written for them.</summary>
public sealed class ManagerStartException : Exception
{
    public ManagerStartException()
    {
    }

    public ManagerStartException(string message)
        : base(message)
    {
    }

    public ManagerStartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
