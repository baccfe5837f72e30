using Tentacle.Platform;
namespace Tentacle.Instances.Subscriptions;

/// <summary>
/// The random delay before a server is dialled again. The first delay is between 0.5 and 20 s. With each further delay the upper bound doubles, up to
/// 120 s. Agents that lost their server at the same moment must not reconnect at the same moment.
/// </summary>
public sealed class Backoff(Func<double> random)
{
    private static readonly TimeSpan MinDuration = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan First = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan MaxDuration = TimeSpan.FromSeconds(120);
    private TimeSpan _bound = First;

    public Backoff()
        : this(Random.Shared.NextDouble)
    {
    }

    /// <param name="askedFor">The server's <c>Retry-After</c>, which has priority; null when there is none.</param>
    public TimeSpan Next(TimeSpan? askedFor)
    {
        var bound = _bound;
        _bound = TimeSpan.Min(_bound * 2, MaxDuration);
        return askedFor ?? MinDuration + (random() * (bound - MinDuration));
    }

    /// <summary>Resets the delay to its first bound after a successful connection.</summary>
    public void Reset() => _bound = First;
}
