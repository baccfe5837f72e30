using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Tentacle.Manager.Authentication;

/// <summary>Tells <see cref="IdleShutdown"/> of pages that open and close and of what is done in them.</summary>
internal sealed class UseWatch(IdleShutdown idle) : CircuitHandler
{
    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        idle.NotePageOpened();
        return Task.CompletedTask;
    }

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        idle.NotePageClosed();
        return Task.CompletedTask;
    }

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => context =>
    {
        idle.NoteUse();
        return next(context);
    };
}
