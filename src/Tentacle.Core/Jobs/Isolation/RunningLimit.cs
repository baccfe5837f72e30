using Tentacle.Contracts;

namespace Tentacle.Core.Jobs.Isolation;

/// <summary>How many jobs may run at once, whatever their isolation. First come, first served.</summary>
public sealed class RunningLimit(int? most)
{
    /// <summary>Shown in place of an isolation name to a job that waits for this limit.</summary>
    public const string Name = "running jobs";

    private readonly Lock _lock = new();
    private int? _most = most;
    private readonly List<JobTicket> _inside = [];
    private readonly LinkedList<(JobTicket Ticket, TaskCompletionSource Admitted)> _waiting = [];

    /// <summary>What a job entering now would wait for; null when it would be let in at once.</summary>
    public JobWait? Preview()
    {
        lock (_lock)
        {
            return _most is null || (_inside.Count < _most && _waiting.Count == 0) ? null : new JobWait(Name, [.. _inside], _waiting.Count + 1);
        }
    }

    /// <summary>Completes when the job may run; a job that is canceled while it waits loses its place.</summary>
    /// <param name="ticket">Whose turn it is.</param>
    /// <param name="holdsAlready">A job that was running before a restart is let in beyond the limit.</param>
    /// <param name="waiting">Told whom it waits for, when it has to.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task EnterAsync(JobTicket ticket, bool holdsAlready, Action<JobWait> waiting, CancellationToken cancellationToken)
    {
        LinkedListNode<(JobTicket Ticket, TaskCompletionSource Admitted)> place;
        JobWait wait;
        lock (_lock)
        {
            if (holdsAlready || _most is null || (_inside.Count < _most && _waiting.Count == 0))
            {
                _inside.Add(ticket);
                return;
            }

            place = _waiting.AddLast((ticket, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
            wait = new JobWait(Name, [.. _inside], _waiting.Count);
        }

        waiting(wait);
        try
        {
            await place.Value.Admitted.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            GiveUp(place);
            throw;
        }
    }

    /// <summary>A higher limit admits at once; under a lower one those inside stay.</summary>
    public void Change(int? most)
    {
        lock (_lock)
        {
            _most = most;
            Admit();
        }
    }

    public void Leave(JobTicket ticket)
    {
        lock (_lock)
        {
            if (_inside.Remove(ticket))
            {
                Admit();
            }
        }
    }

    private void GiveUp(LinkedListNode<(JobTicket Ticket, TaskCompletionSource Admitted)> place)
    {
        lock (_lock)
        {
            if (place.List is not null)
            {
                _waiting.Remove(place);
            }
            else if (_inside.Remove(place.Value.Ticket))
            {
                // Admitted at the same moment: the place goes to the next.
                Admit();
            }
        }
    }

    private void Admit()
    {
        while (_waiting.First is { } next && (_most is null || _inside.Count < _most))
        {
            _waiting.RemoveFirst();
            _inside.Add(next.Value.Ticket);
            next.Value.Admitted.SetResult();
        }
    }
}
