namespace Tentacle.Contracts.Tests;

public sealed class SubscriptionIdTests
{
    [Fact]
    public void Create_TwoTimes_DiffersAndParses()
    {
        var (a, b) = (SubscriptionId.Create(), SubscriptionId.Create());

        Assert.NotEqual(a, b);
        Assert.Equal(a, SubscriptionId.Parse(a.Value));
        Assert.Matches("^poll://[a-z2-9]{20}/$", a.Value);
    }

    [Theory]
    [InlineData("poll://ABC", "poll://abc/")]
    [InlineData("POLL://a-1/", "poll://a-1/")]
    public void Parse_OtherSpelling_IsTheSame(string text, string expected) => Assert.Equal(expected, SubscriptionId.Parse(text).Value);

    [Theory]
    [InlineData("")]
    [InlineData("poll://")]
    [InlineData("poll:///")]
    [InlineData("poll://a/b")]
    [InlineData("https://a/")]
    [InlineData("poll://ä/")]
    public void TryParse_SomethingElse_IsFalse(string text) => Assert.False(SubscriptionId.TryParse(text, null, out _));
}
