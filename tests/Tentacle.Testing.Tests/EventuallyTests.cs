namespace Tentacle.Testing.Tests;

public sealed class EventuallyTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task True_WhatComesTrue_Returns()
    {
        var tries = 0;

        await Eventually.TrueAsync(() => ++tries == 3, Token);

        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task True_WhatStaysFalse_NamesTheConditionAndTheTries()
    {
        var door = "closed";

        var e = await Assert.ThrowsAsync<TimeoutException>(() => Eventually.TrueAsync(() => door == "open", Token, Short));

        Assert.Matches("""After [0-9.]+ s and [0-9]+ tries .*door == "open".*still false""", e.Message);
    }

    [Fact]
    public async Task Finds_WhatIsThere_ReturnsIt() =>
        Assert.Equal("here", await Eventually.FindsAsync(() => Task.FromResult<string?>("here"), Token));

    [Fact]
    public async Task Passes_WhatKeepsFailing_KeepsTheLastFailure()
    {
        var tries = 0;

        var e = await Assert.ThrowsAsync<TimeoutException>(() => Eventually.PassesAsync(() => throw new InvalidOperationException($"No {++tries}."), Token, Short, "the door opens"));

        Assert.Contains("the door opens", e.Message, StringComparison.Ordinal);
        Assert.Equal($"No {tries}.", e.InnerException?.Message);
    }

    [Fact]
    public async Task True_Canceled_StopsAtOnce()
    {
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Eventually.TrueAsync(() => false, canceled.Token));
    }
}
