using Tentacle.Instances.Subscriptions;

namespace Tentacle.Instances.Tests.Subscriptions;

public sealed class BackoffTests
{
    [Fact]
    public void Next_AtTheLowestDraw_IsHalfASecond() => Assert.Equal(TimeSpan.FromSeconds(0.5), new Backoff(() => 0).Next(null));

    [Fact]
    public void Next_AtTheHighestDraw_DoublesFrom20To120Seconds()
    {
        var backoff = new Backoff(() => 1);

        Assert.Equal([20, 40, 80, 120, 120], Enumerable.Range(0, 5).Select(_ => backoff.Next(null).TotalSeconds));
    }

    [Fact]
    public void Next_AfterReset_IsAFirstOneAgain()
    {
        var backoff = new Backoff(() => 1);
        backoff.Next(null);
        backoff.Next(null);

        backoff.Reset();

        Assert.Equal(20, backoff.Next(null).TotalSeconds);
    }

    [Fact]
    public void Next_WithRetryAfter_IsWhatTheServerAskedFor() => Assert.Equal(TimeSpan.FromSeconds(7), new Backoff(() => 1).Next(TimeSpan.FromSeconds(7)));

    [Fact]
    public void Next_OfManyAgents_SpreadsOverTheWholeWindow()
    {
        var waits = Enumerable.Range(0, 2000).Select(_ => new Backoff().Next(null).TotalSeconds).ToList();

        Assert.All(waits, w => Assert.InRange(w, 0.5, 20));
        Assert.All(waits.GroupBy(w => (int)(w / 5)), quarter => Assert.InRange(quarter.Count(), 300, 700));
    }
}
