namespace Tentacle.Agent.Doors.Untrusted;

/// <summary>The load of this process.</summary>
internal static class AgentLoad
{
    // The number of work items that wait for a thread. An idle agent has none, and an agent that serves a fleet has a few.
    private const int MaxPending = 64;

    /// <summary>True when much work waits for threads. A slow peer may then be slow because of this process.</summary>
    public static bool IsBehind() => ThreadPool.PendingWorkItemCount > MaxPending;
}
