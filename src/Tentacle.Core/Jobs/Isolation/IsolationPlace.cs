using Tentacle.Contracts;

namespace Tentacle.Core.Jobs.Isolation;

/// <summary>One job's place at an <see cref="IsolationGate"/>. Disposing it leaves the gate or the queue; doing so twice is harmless.</summary>
public sealed class IsolationPlace : IDisposable
{
    // Continuations must not run under the gate's lock.
    private readonly TaskCompletionSource _admitted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IsolationGate _gate;

    internal IsolationPlace(IsolationGate gate, string name, IsolationLevel level, JobTicket ticket) =>
        (_gate, Name, Level, Ticket) = (gate, name, level, ticket);

    public string Name { get; }

    public IsolationLevel Level { get; }

    public JobTicket Ticket { get; }

    /// <summary>Completes when the job may run.</summary>
    public Task Admitted => _admitted.Task;

    /// <summary>The wait for the lock and its holders. Null when the place is admitted.</summary>
    public JobWait? Wait => _gate.WaitOf(this);

    public void Dispose() => _gate.Leave(this);

    internal void Admit() => _admitted.TrySetResult();
}
