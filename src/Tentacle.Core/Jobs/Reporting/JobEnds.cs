namespace Tentacle.Core.Jobs.Reporting;

/// <summary>Notifies one follower of the end of every job, including jobs that are found complete after a restart.</summary>
public sealed class JobEnds
{
    private volatile Action<JobEnd>? _follower;

    public bool IsFollowed => _follower is not null;

    /// <param name="follower">Called for each end; it must return quickly. Null removes the follower.</param>
    public void Follow(Action<JobEnd>? follower) => _follower = follower;

    internal void Publish(JobEnd end) => _follower?.Invoke(end);
}
