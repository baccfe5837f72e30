namespace Tentacle.Agent.Doors.Untrusted;

/// <summary>Whether this process keeps up with its work.</summary>
internal static class AgentLoad
{
    // Work that waits for a thread. A quiet agent has none, and one that serves a fleet a few.
    private const int MostPending = 64;

    /// <summary>True when work waits for threads: what takes long may take long because of us.</summary>
    public static bool IsBehind() => ThreadPool.PendingWorkItemCount > MostPending;
}
