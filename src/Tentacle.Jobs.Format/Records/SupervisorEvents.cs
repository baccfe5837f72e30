
namespace Tentacle.Jobs.Format.Records;

/// <summary>The events that a supervisor writes to its standard output, one per line. They notify a listening agent, and nothing depends on them.</summary>
public static class SupervisorEvents
{
    /// <summary><c>started</c> is on disk and the shell runs.</summary>
    public const string Started = "started";

    /// <summary><c>state.json</c> is on disk.</summary>
    public const string Complete = "complete";
}
