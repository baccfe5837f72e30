using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Tentacle.Manager.Authentication;

/// <summary>Reports opened and closed pages, and activity in them, to <see cref="IdleShutdown"/>.</summary>
internal sealed class UseWatch(IdleShutdown idle) : CircuitHandler
{
    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        idle.RecordPageOpened();
        return Task.CompletedTask;
    }

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        idle.RecordPageClosed();
        return Task.CompletedTask;
    }

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => context =>
    {
        idle.RecordUse();
        return next(context);
    };
}
