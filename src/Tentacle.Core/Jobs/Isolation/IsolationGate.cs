using Tentacle.Contracts;

namespace Tentacle.Core.Jobs.Isolation;

/// <summary>
/// Reader/writer locks by name. A job of level full is alone among the jobs of its name; jobs of level none share the lock. The order is first come, first
/// served. A waiting full job holds later arrivals back, so that it never starves.
/// </summary>
public sealed class IsolationGate
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue> _queues = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Enters a job into the queue of a name. The place is admitted immediately when no other job blocks it.</summary>
    public IsolationPlace Enter(string name, IsolationLevel level, JobTicket ticket)
    {
        var place = new IsolationPlace(this, name, level, ticket);
        lock (_lock)
        {
            if (!_queues.TryGetValue(name, out var queue))
            {
                _queues.Add(name, queue = new Queue());
            }

            queue.Waiting.AddLast(place);
            queue.Admit();
        }

        return place;
    }

    /// <summary>The wait of a job that entered now. Null when it would be admitted immediately.</summary>
    public JobWait? Preview(string name, IsolationLevel level)
    {
        lock (_lock)
        {
            return !_queues.TryGetValue(name, out var queue) || queue.Admits(level) && queue.Waiting.Count == 0
                ? null
                : queue.Describe(name, queue.Waiting.Count + 1);
        }
    }

    internal JobWait? WaitOf(IsolationPlace place)
    {
        lock (_lock)
        {
            if (!_queues.TryGetValue(place.Name, out var queue))
            {
                return null;
            }

            var position = 1;
            foreach (var waiting in queue.Waiting)
            {
                if (waiting == place)
                {
                    return queue.Describe(place.Name, position);
                }

                position++;
            }

            return null;
        }
    }

    internal void Leave(IsolationPlace place)
    {
        lock (_lock)
        {
            if (!_queues.TryGetValue(place.Name, out var queue) || !(queue.Inside.Remove(place) || queue.Waiting.Remove(place)))
            {
                return;
            }

            queue.Admit();
            if (queue.Inside.Count + queue.Waiting.Count == 0)
            {
                _queues.Remove(place.Name);
            }
        }
    }

    private sealed class Queue
    {
        public List<IsolationPlace> Inside { get; } = [];

        public LinkedList<IsolationPlace> Waiting { get; } = [];

        public bool Admits(IsolationLevel level) =>
            Inside.Count == 0 || (level == IsolationLevel.None && Inside[0].Level == IsolationLevel.None);

        public void Admit()
        {
            while (Waiting.First?.Value is { } next && Admits(next.Level))
            {
                Waiting.RemoveFirst();
                Inside.Add(next);
                next.Admit();
            }
        }

        public JobWait Describe(string name, int position) => new(name, [.. Inside.Select(p => p.Ticket)], position);
    }
}
