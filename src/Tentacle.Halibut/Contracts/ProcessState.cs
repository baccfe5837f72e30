namespace Tentacle.Halibut.Contracts;

/// <summary>The state of a script. The numbers are those of the wire.</summary>
public enum ProcessState
{
    Pending = 0,
    Running = 1,
    Complete = 2,
}
