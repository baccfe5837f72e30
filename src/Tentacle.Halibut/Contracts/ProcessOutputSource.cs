namespace Tentacle.Halibut.Contracts;

/// <summary>The origin of a line of the log. The numbers are those of the wire.</summary>
public enum ProcessOutputSource
{
    StdOut = 0,
    StdErr = 1,
    Debug = 2,
}
