namespace Tentacle.Core.Subscriptions;

/// <summary>
/// How long to wait before a server is dialled again: at first anything from 0.5 to 20 s, then anything up to a bound that doubles to 120 s. Agents that
/// lost their server at the same moment must not come back at the same moment.
/// </summary>
public sealed class Backoff(Func<double> random)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan First = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);
    private TimeSpan _bound = First;

    public Backoff()
        : this(Random.Shared.NextDouble)
    {
    }

    /// <param name="askedFor">The server's <c>Retry-After</c>, which wins.</param>
    public TimeSpan Next(TimeSpan? askedFor)
    {
        var bound = _bound;
        _bound = Min(_bound * 2, Longest);
        return askedFor ?? Shortest + (random() * (bound - Shortest));
    }

    /// <summary>A connection was made: the next failure is a first one again.</summary>
    public void Reset() => _bound = First;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
