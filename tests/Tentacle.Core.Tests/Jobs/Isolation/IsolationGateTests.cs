using Tentacle.Contracts;
using Tentacle.Core.Jobs.Isolation;

namespace Tentacle.Core.Tests.Jobs.Isolation;

public sealed class IsolationGateTests
{
    private readonly IsolationGate _gate = new();

    [Fact]
    public void Enter_FullBehindFull_WaitsUntilTheFirstLeaves()
    {
        var first = Enter("a", IsolationLevel.Full);
        var second = Enter("b", IsolationLevel.Full);

        Assert.True(first.Admitted.IsCompleted);
        Assert.False(second.Admitted.IsCompleted);
        var wait = second.Wait!;
        Assert.Equal((JobIsolation.DefaultName, 1), (wait.Lock, wait.Position));
        Assert.Equal([JobTicket.Parse("a")], wait.Holders);

        first.Dispose();
        Assert.True(second.Admitted.IsCompleted);
        Assert.Null(second.Wait);
    }

    [Fact]
    public void Enter_NoneBesideNone_RunTogether()
    {
        Assert.True(Enter("a", IsolationLevel.None).Admitted.IsCompleted);
        Assert.True(Enter("b", IsolationLevel.None).Admitted.IsCompleted);
    }

    [Fact]
    public void Enter_NoneBehindAWaitingFull_WaitsItsTurn()
    {
        var running = Enter("a", IsolationLevel.None);
        var full = Enter("b", IsolationLevel.Full);
        var late = Enter("c", IsolationLevel.None);

        Assert.False(late.Admitted.IsCompleted);
        Assert.Equal(2, late.Wait!.Position);

        running.Dispose();
        Assert.True(full.Admitted.IsCompleted);
        Assert.False(late.Admitted.IsCompleted);

        full.Dispose();
        Assert.True(late.Admitted.IsCompleted);
    }

    [Fact]
    public void Dispose_WaitingFullJob_LetsThoseBehindItThrough()
    {
        using var running = Enter("a", IsolationLevel.None);
        var canceled = Enter("b", IsolationLevel.Full);
        var behind = Enter("c", IsolationLevel.None);

        canceled.Dispose();

        Assert.True(behind.Admitted.IsCompleted);
    }

    [Fact]
    public void Enter_OtherName_IsNotInTheWay()
    {
        using var running = _gate.Enter("one", IsolationLevel.Full, JobTicket.Parse("a"));
        Assert.True(_gate.Enter("two", IsolationLevel.Full, JobTicket.Parse("b")).Admitted.IsCompleted);
    }

    [Fact]
    public void Preview_HeldLock_SaysWhomItWouldWaitFor()
    {
        Assert.Null(_gate.Preview("x", IsolationLevel.Full));
        using var running = _gate.Enter("x", IsolationLevel.None, JobTicket.Parse("a"));
        Assert.Null(_gate.Preview("x", IsolationLevel.None));
        Assert.Equal([JobTicket.Parse("a")], _gate.Preview("X", IsolationLevel.Full)!.Holders);
    }

    private IsolationPlace Enter(string ticket, IsolationLevel level) => _gate.Enter(JobIsolation.DefaultName, level, JobTicket.Parse(ticket));
}
