namespace Tentacle.Core.Jobs.Storage;

/// <summary>Tells one follower of every job that ends, also of those that are found ended after a restart.</summary>
public sealed class JobEnds
{
    private volatile Action<JobEnd>? _follower;

    public bool IsFollowed => _follower is not null;

    /// <param name="follower">Called for each end; it must be quick. Null: nobody follows any more.</param>
    public void Follow(Action<JobEnd>? follower) => _follower = follower;

    internal void Tell(JobEnd end) => _follower?.Invoke(end);
}
