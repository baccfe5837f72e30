using Tentacle.Contracts;

namespace Tentacle.Core.Jobs.Isolation;

/// <summary>The limit on jobs that run concurrently, regardless of their isolation. First come, first served.</summary>
public sealed class RunningLimit(int? most)
{
    /// <summary>The name shown in place of an isolation name while a job waits for this limit.</summary>
    public const string Name = "running jobs";

    private readonly Lock _lock = new();
    private int? _most = most;
    private readonly List<JobTicket> _inside = [];
    private readonly LinkedList<(JobTicket Ticket, TaskCompletionSource Admitted)> _waiting = [];

    /// <summary>The wait of a job that entered now. Null when it would be admitted immediately.</summary>
    public JobWait? Preview()
    {
        lock (_lock)
        {
            return _most is null || (_inside.Count < _most && _waiting.Count == 0) ? null : new JobWait(Name, [.. _inside], _waiting.Count + 1);
        }
    }

    /// <summary>Completes when the job may run; a job that is canceled while it waits loses its place.</summary>
    /// <param name="ticket">The job to admit.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <param name="waiting">Called with the holders when the job has to wait.</param>
    public async Task EnterAsync(JobTicket ticket, CancellationToken cancellationToken, Action<JobWait>? waiting = null)
    {
        LinkedListNode<(JobTicket Ticket, TaskCompletionSource Admitted)> place;
        JobWait wait;
        lock (_lock)
        {
            if (_most is null || (_inside.Count < _most && _waiting.Count == 0))
            {
                _inside.Add(ticket);
                return;
            }

            place = _waiting.AddLast((ticket, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
            wait = new JobWait(Name, [.. _inside], _waiting.Count);
        }

        waiting?.Invoke(wait);
        try
        {
            await place.Value.Admitted.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Withdraw(place);
            throw;
        }
    }

    /// <summary>Counts a job that was running before a restart, even beyond the limit.</summary>
    public void Hold(JobTicket ticket)
    {
        lock (_lock)
        {
            _inside.Add(ticket);
        }
    }

    /// <summary>Changes the limit; null means no limit. A higher limit admits jobs immediately. Under a lower one, admitted jobs stay.</summary>
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

    private void Withdraw(LinkedListNode<(JobTicket Ticket, TaskCompletionSource Admitted)> place)
    {
        lock (_lock)
        {
            if (place.List is not null)
            {
                _waiting.Remove(place);
            }
            else if (_inside.Remove(place.Value.Ticket))
            {
                // The job was admitted at the same moment. Its place goes to the next job.
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
