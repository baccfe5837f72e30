namespace Tentacle.Manager;

/// <summary>A condition that keeps the Manager from starting and that an operator can correct. The message is for the operator.</summary>
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
