namespace Tentacle.Testing.Programs;

/// <summary>This machine cannot be, hold or become what a test needs, and why. Not a fault of what is tested: such a test is skipped with the message.</summary>
public sealed class MissingMachineException : Exception
{
    public MissingMachineException()
    {
    }

    public MissingMachineException(string message)
        : base(message)
    {
    }

    public MissingMachineException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
