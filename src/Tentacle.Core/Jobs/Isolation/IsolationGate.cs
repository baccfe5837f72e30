using Tentacle.Contracts;

namespace Tentacle.Core.Jobs.Isolation;

/// <summary>
/// Reader/writer locks by name: a full job is alone among those of its name, jobs of level none share. First come, first served: a waiting
/// full job holds later arrivals back, so that it is never starved.
/// </summary>
public sealed class IsolationGate
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue> _queues = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes a place in the queue of a name. The place is admitted at once when nothing stands in its way.</summary>
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

    /// <summary>What a job entering now would wait for; null when it would be admitted at once.</summary>
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
