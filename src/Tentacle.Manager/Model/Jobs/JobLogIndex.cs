using Tentacle.Client;
using Tentacle.Contracts;

namespace Tentacle.Manager.Model.Jobs;

/// <summary>
/// The offset of each line of a job's log. The lines themselves stay in the agent's file and are read when they become visible, so that a log of 200,000 lines
/// costs 2 MB here.
/// </summary>
public sealed class JobLogIndex(TentacleClient agent, JobTicket ticket)
{
    private const int TailLines = 400;
    private readonly Lock _lock = new();
    private readonly List<long> _starts = [0];
    private readonly Queue<LogRecord> _tail = new();
    private readonly List<int> _matches = [];
    private Task _search = Task.CompletedTask;
    private string _wanted = "";
    private string _sought = "";
    private int _searched;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _starts.Count - 1;
            }
        }
    }

    /// <summary>The numbers of the lines that contain the searched text, as far as the search has progressed.</summary>
    public IReadOnlyList<int> Matches => _matches;

    /// <summary>Continues reading until the job's last line.</summary>
    /// <param name="changed">Called after every line.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task FollowAsync(Action changed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changed);
        long from;
        lock (_lock)
        {
            from = _starts[^1];
        }

        await foreach (var (record, cursor) in agent.FollowLogAsync(ticket, from, cancellationToken: cancellationToken))
        {
            Add(record, cursor);
            changed();
        }
    }

    public async Task<IReadOnlyList<LogRecord>> ReadAsync(int first, int count, CancellationToken cancellationToken)
    {
        long from;
        lock (_lock)
        {
            var lines = _starts.Count - 1;
            count = Math.Min(count, lines - first);
            if (count <= 0)
            {
                return [];
            }

            if (first >= lines - _tail.Count)
            {
                return [.. _tail.Skip(first - (lines - _tail.Count)).Take(count)];
            }

            from = _starts[first];
        }

        var records = new List<LogRecord>(count);
        try
        {
            await foreach (var (record, _) in agent.FollowLogAsync(ticket, from, follow: false, cancellationToken))
            {
                records.Add(record);
                if (records.Count == count)
                {
                    break;
                }
            }
        }
        catch (Exception e) when (AgentErrors.IsAway(e))
        {
            // The lines read so far are shown. The rest follows when the agent is reachable again.
        }

        return records;
    }

    /// <summary>Searches the lines that have not been searched yet. A different text restarts the search from the top and ends the previous one.</summary>
    public Task SearchAsync(string text, CancellationToken cancellationToken)
    {
        _wanted = text;
        return _search = SearchAfterAsync(_search, text, cancellationToken);
    }

    private async Task SearchAfterAsync(Task before, string text, CancellationToken cancellationToken)
    {
        // Searches run one at a time, because they share the position of the search.
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (text != _sought)
        {
            (_sought, _searched) = (text, 0);
            _matches.Clear();
        }

        var until = Count;
        if (text.Length == 0 || text != _wanted || _searched >= until)
        {
            return;
        }

        try
        {
            await foreach (var (record, _) in agent.FollowLogAsync(ticket, StartOf(_searched), follow: false, cancellationToken))
            {
                if (record.Text.Contains(text, StringComparison.OrdinalIgnoreCase))
                {
                    _matches.Add(_searched);
                }

                if (++_searched == until || text != _wanted)
                {
                    break;
                }
            }
        }
        catch (Exception e) when (AgentErrors.IsAway(e))
        {
            // The next search continues where this one was interrupted.
        }
    }

    private long StartOf(int line)
    {
        lock (_lock)
        {
            return _starts[line];
        }
    }

    private void Add(LogRecord record, long cursor)
    {
        lock (_lock)
        {
            _starts.Add(cursor);
            _tail.Enqueue(record);
            if (_tail.Count > TailLines)
            {
                _tail.Dequeue();
            }
        }
    }
}
