using Microsoft.Extensions.Time.Testing;
using Tentacle.Manager.Authentication;

namespace Tentacle.Manager.Tests.Authentication;

public sealed class OneTimeTokenTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Token_WorksOnce()
    {
        var token = new OneTimeToken(_time);
        var issued = token.Issue();

        Assert.True(token.TryUse(issued));
        Assert.False(token.TryUse(issued));
    }

    [Fact]
    public void Token_AfterAMinute_HasEnded()
    {
        var token = new OneTimeToken(_time);
        var issued = token.Issue();

        _time.Advance(TimeSpan.FromSeconds(61));

        Assert.False(token.TryUse(issued));
    }

    [Fact]
    public void Token_ThatWasReplaced_HasEnded()
    {
        var token = new OneTimeToken(_time);
        var first = token.Issue();
        var second = token.Issue();

        Assert.False(token.TryUse(first));
        Assert.False(token.TryUse(null));
        Assert.True(token.TryUse(second));
    }
}
