using Microsoft.Extensions.Time.Testing;
using Tentacle.Manager.Authentication;

namespace Tentacle.Manager.Tests.Authentication;

public sealed class IdleShutdownTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly IdleShutdown _idle;

    public IdleShutdownTests()
    {
        _idle = new IdleShutdown(_time);
        _idle.Watch();
    }

    public void Dispose() => _idle.Dispose();

    [Fact]
    public void Idle_HalfAnHourWithAPageOpen_Ends()
    {
        _idle.RecordPageOpened();

        _time.Advance(TimeSpan.FromMinutes(29));
        Assert.False(_idle.Ended.IsCancellationRequested);
        _time.Advance(TimeSpan.FromMinutes(1.5));

        Assert.True(_idle.Ended.IsCancellationRequested);
    }

    [Fact]
    public void Idle_AfterAClick_GoesOn()
    {
        _idle.RecordPageOpened();
        _time.Advance(TimeSpan.FromMinutes(29));
        _idle.RecordUse();
        _time.Advance(TimeSpan.FromMinutes(29));

        Assert.False(_idle.Ended.IsCancellationRequested);
    }

    [Fact]
    public void Idle_TenMinutesAfterTheLastPageWasClosed_Ends()
    {
        _idle.RecordPageOpened();
        _idle.RecordPageOpened();
        _idle.RecordPageClosed();
        _time.Advance(TimeSpan.FromMinutes(11));
        Assert.False(_idle.Ended.IsCancellationRequested);

        _idle.RecordPageClosed();
        _time.Advance(TimeSpan.FromMinutes(11));

        Assert.True(_idle.Ended.IsCancellationRequested);
    }
}
