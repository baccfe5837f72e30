using System.Globalization;
using Tentacle.Contracts;

namespace Tentacle.Client.Hosting;

/// <summary>
/// One agent with its connections, which are used in turn, and the calls that wait for a connection. A broken connection fails only the calls on it.
/// </summary>
internal sealed class PollingAgent(SubscriptionId subscription, TentaclePollingOptions options, TimeProvider time) : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private readonly List<AgentConnection> _connections = [];
    private TaskCompletionSource _arrived = New();
    private DateTimeOffset _since = time.GetUtcNow();
    private string? _run;
    private int _connecting;
    private bool _wasHere;
    private uint _turn;

    public PollingAgentState State
    {
        get
        {
            lock (_lock)
            {
                return new PollingAgentState(subscription, _connections.Count, _since);
            }
        }
    }

    /// <summary>
    /// Admits a run of the agent. Returns false while another run is connecting or still answers. Connections of another run that do not answer are closed.
    /// </summary>
    public async Task<bool> AdmitAsync(string run, TimeSpan within, CancellationToken cancellationToken)
    {
        while (!TryAdmit(run, out var rivals))
        {
            var answers = await Task.WhenAll(rivals.Select(r => r.AnswersAsync(within, cancellationToken)));
            if (rivals.Length == 0 || answers.Contains(true))
            {
                return false;
            }

            foreach (var rival in rivals)
            {
                Remove(rival);
                rival.Dispose();
            }
        }

        return true;
    }

    /// <summary>Records that an admitted request did not lead to a connection.</summary>
    public void Abandon() => Change(() => _connecting--);

    public void Add(AgentConnection connection) => Change(() =>
    {
        if (_connections.Count == 0)
        {
            _since = time.GetUtcNow();
        }

        _connecting--;
        _wasHere = true;
        _connections.Add(connection);
        _arrived.TrySetResult();
    });

    public void Remove(AgentConnection connection) => Change(() =>
    {
        if (_connections.Remove(connection) && _connections.Count == 0)
        {
            _since = time.GetUtcNow();
            _arrived = New();
        }
    });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var connection = await GetConnectionAsync(started, cancellationToken);
            try
            {
                return await connection.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException e) when (SpentConnectionException.IsCauseOf(e))
            {
                // The agent is stopping, or the connection has just broken, so the call uses another connection.
                Remove(connection);
            }
        }
    }

    private async Task<AgentConnection> GetConnectionAsync(long started, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task arrived;
            lock (_lock)
            {
                if (Next() is { } connection)
                {
                    return connection;
                }

                arrived = _arrived.Task;
            }

            var left = options.WaitForAgent - time.GetElapsedTime(started);
            try
            {
                await arrived.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                throw Gone();
            }
        }
    }

    private AgentConnection? Next()
    {
        for (var i = _connections.Count; i > 0; i--)
        {
            var connection = _connections[(int)(_turn++ % (uint)_connections.Count)];
            if (connection.IsOpen)
            {
                return connection;
            }

            _connections.Remove(connection);
            if (_connections.Count == 0)
            {
                _since = time.GetUtcNow();
                _arrived = New();
            }
        }

        return null;
    }

    private bool TryAdmit(string run, out AgentConnection[] rivals)
    {
        lock (_lock)
        {
            rivals = [.. _connections];
            if (_run != run && (_connections.Count > 0 || _connecting > 0))
            {
                return false;
            }

            _run = run;
            _connecting++;
            return true;
        }
    }

    private TentacleConnectionException Gone()
    {
        var state = State;
        var since = state.Since.ToString("u", CultureInfo.InvariantCulture);
        var waited = string.Create(CultureInfo.InvariantCulture, $"{options.WaitForAgent.TotalSeconds:0.#} s");
        return new TentacleConnectionException(_wasHere
            ? $"The agent {subscription} is not connected: it has been gone since {since}, and did not come back within {waited}. "
                + "Check that its machine and service run and can reach this server; 'tentacle health' there says why not."
            : $"The agent {subscription} has not connected since this server began to wait for it at {since}, nor within {waited}. "
                + "Check that it polls this address: tentacle server-comms --style TentacleActive --host HOST, and that it is registered here by this "
                + "subscription.");
    }

    private void Change(Action change)
    {
        lock (_lock)
        {
            change();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
