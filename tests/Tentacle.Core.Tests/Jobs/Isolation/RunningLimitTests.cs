using Tentacle.Contracts;
using Tentacle.Core.Jobs.Isolation;

namespace Tentacle.Core.Tests.Jobs.Isolation;

public sealed class RunningLimitTests
{
    private static readonly JobTicket A = JobTicket.Parse("a");
    private static readonly JobTicket B = JobTicket.Parse("b");
    private static readonly JobTicket C = JobTicket.Parse("c");

    [Fact]
    public async Task Enter_BeyondTheLimit_WaitsUntilOneLeaves()
    {
        var limit = new RunningLimit(1);
        await EnterAsync(limit, A);
        JobWait? wait = null;
        var second = limit.EnterAsync(B, TestContext.Current.CancellationToken, w => wait = w);

        Assert.False(second.IsCompleted);
        Assert.Equal([A], wait!.Holders);

        limit.Leave(A);
        await second.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Enter_CanceledWhileWaiting_GivesItsPlaceToTheNext()
    {
        var limit = new RunningLimit(1);
        await EnterAsync(limit, A);
        using var cancel = new CancellationTokenSource();
        var second = limit.EnterAsync(B, cancel.Token);
        var third = EnterAsync(limit, C);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        limit.Leave(A);

        await third.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(null)]
    public async Task Change_HigherLimit_AdmitsThoseWhoWait(int? most)
    {
        var limit = new RunningLimit(1);
        await EnterAsync(limit, A);
        var second = EnterAsync(limit, B);
        Assert.False(second.IsCompleted);

        limit.Change(most);

        await second.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        limit.Change(1);
        Assert.False(EnterAsync(limit, C).IsCompleted);
    }

    [Fact]
    public void Enter_JobThatRanBeforeARestart_IsLetInBeyondTheLimit()
    {
        var limit = new RunningLimit(1);
        limit.Hold(A);
        limit.Hold(B);
        Assert.False(EnterAsync(limit, C).IsCompleted);
    }

    private static Task EnterAsync(RunningLimit limit, JobTicket ticket) =>
        limit.EnterAsync(ticket, TestContext.Current.CancellationToken);
}
