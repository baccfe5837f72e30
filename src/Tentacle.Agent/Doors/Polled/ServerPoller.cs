using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using Tentacle.Instances.Subscriptions;

namespace Tentacle.Agent.Doors.Polled;

/// <summary>Maintains one connection to one polled server: dials, passes it to the web server, waits for its end, and dials again after a delay.</summary>
internal sealed partial class ServerPoller : IAsyncDisposable
{
    private const string Retired = "The agent has connected again, through another proxy.";
    private readonly CancellationTokenSource _stop = new();
    private readonly PollerContext _context;
    private readonly Task _polling;
    private CancellationTokenSource _wake = new();
    private volatile PolledConnection? _open;
    private volatile bool _isRetired;
    private ServerPoller? _replaced;
    private string? _lastLogged;

    /// <param name="server">The server to poll.</param>
    /// <param name="context">The dependencies.</param>
    /// <param name="replaces">The poller whose connection retires once this poller has its own. Null for none.</param>
    public ServerPoller(Subscription server, PollerContext context, ServerPoller? replaces = null)
    {
        (Server, _context, _replaced) = (server, context, replaces);
        _polling = Task.Run(() => PollAsync(_stop.Token));
    }

    public Subscription Server { get; }

    public bool IsConnected => _open is not null;

    /// <summary>Ends a wait before the next dial, because the cause of the last failure may be gone.</summary>
    public void Wake() => Volatile.Read(ref _wake).Cancel();

    /// <summary>Stops dialling. An open connection remains with its owner.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _replaced, null) is { } replaced)
        {
            await replaced.DisposeAsync();
        }

        await _stop.CancelAsync();
        await _polling;
        _stop.Dispose();
        _wake.Dispose();
    }

    /// <summary>Stops dialling, and aborts an open connection.</summary>
    public async Task CutOffAsync(string reason)
    {
        if (Volatile.Read(ref _replaced) is { } replaced)
        {
            replaced._open?.Abort(new ConnectionAbortedException(reason));
        }

        var stopped = DisposeAsync();
        _open?.Abort(new ConnectionAbortedException(reason));
        await stopped;
    }

    // The web server sends GOAWAY, so that the peer sends no new calls, and ends the connection when the last call is done.
    private void Retire()
    {
        _isRetired = true;
        if (_open is { } open)
        {
            if (open.Features.Get<IConnectionLifetimeNotificationFeature>() is { } lifetime)
            {
                lifetime.RequestClose();
            }
            else
            {
                open.Abort(new ConnectionAbortedException(Retired));
            }
        }
    }

    private async Task PollAsync(CancellationToken stop)
    {
        var backoff = new Backoff();
        while (!stop.IsCancellationRequested && !_isRetired)
        {
            try
            {
                var askedFor = await TryAsync(backoff, stop);
                if (!_isRetired)
                {
                    await WaitAsync(backoff.Next(askedFor), stop);
                }
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                // A canceled dial fails with many different exceptions.
                return;
            }
        }
    }

    private async Task<TimeSpan?> TryAsync(Backoff backoff, CancellationToken stop)
    {
        try
        {
            var dialled = await _context.Dialler.DialAsync(Server, _context.Proxy(), stop);
            backoff.Reset();
            await HoldAsync(new PolledConnection(Server, dialled, _context.Time), stop);
            return null;
        }
        catch (PollingException e)
        {
            _context.States.Failed(Server, e.Message);
            LogOnce(e.Message);
            return e.RetryAfter;
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            // This is the root of a task. Retry after any exception.
            _context.States.Failed(Server, e.Message);
            LogFailedUnexpectedly(_context.Logger, Server.Address, e);
            return null;
        }
    }

    private async Task HoldAsync(PolledConnection connection, CancellationToken stop)
    {
        _open = connection;
        Interlocked.MemoryBarrier();

        // Update the state before the server can send a call, so that the answer contains the current state.
        _context.States.Connected(Server);
        var reason = "The agent stops.";
        try
        {
            // CutOffAsync may have run between the dial and the first line.
            if (stop.IsCancellationRequested || !_context.Listener.Offer(connection))
            {
                await connection.DisposeAsync();
                return;
            }

            LogConnected(Server.Address);
            _lastLogged = null;
            Volatile.Read(ref _replaced)?.Retire();
            reason = await connection.Ended.WaitAsync(stop);
            LogDisconnected(Server.Address, _isRetired ? Retired : reason);
        }
        finally
        {
            _open = null;
            if (_isRetired)
            {
                _context.States.Left(Server);
            }
            else
            {
                _context.States.Disconnected(Server, reason);
            }
        }
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken stop)
    {
        _context.States.Waits(Server, wait);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, _wake.Token);
        try
        {
            await Task.Delay(wait, _context.Time, either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            Interlocked.Exchange(ref _wake, new CancellationTokenSource()).Dispose();
        }
    }

    // A server that is down for a night would fill the log with one repeated sentence.
    private void LogOnce(string reason)
    {
        if (_lastLogged != reason)
        {
            _lastLogged = reason;
            LogFailed(Server.Address, reason);
        }
    }

    private void LogConnected(Uri server) => LogConnected(_context.Logger, server);

    private void LogDisconnected(Uri server, string reason) => LogDisconnected(_context.Logger, server, reason);

    private void LogFailed(Uri server, string reason) => LogFailed(_context.Logger, server, reason);

    [LoggerMessage(4010, LogLevel.Information, "Connected to the polled server {Server}")]
    private static partial void LogConnected(ILogger logger, Uri server);

    [LoggerMessage(4011, LogLevel.Warning, "The connection to the polled server {Server} ended: {Reason}")]
    private static partial void LogDisconnected(ILogger logger, Uri server, string reason);

    [LoggerMessage(4014, LogLevel.Error, "Polling {Server} failed unexpectedly, and is tried again")]
    private static partial void LogFailedUnexpectedly(ILogger logger, Uri server, Exception error);

    [LoggerMessage(4012, LogLevel.Error, "The polled server {Server} could not be connected to, and is tried again: {Reason}")]
    private static partial void LogFailed(ILogger logger, Uri server, string reason);
}
