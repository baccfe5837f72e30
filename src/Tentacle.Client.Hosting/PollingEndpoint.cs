using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tentacle.Contracts;

namespace Tentacle.Client.Hosting;

/// <summary>The endpoint that agents connect to. It checks their registration, reverses the connection, and keeps it until one of the peers ends it.</summary>
internal sealed partial class PollingEndpoint(
    TentacleHub hub,
    IPollingAgents agents,
    IOptions<TentaclePollingOptions> options,
    IHostApplicationLifetime lifetime,
    ILogger<PollingEndpoint> logger)
{
    private static readonly TimeSpan RivalAnswersWithin = TimeSpan.FromSeconds(5);
    private int _handshakes;

    public async Task AcceptAsync(HttpContext http)
    {
        if (Interlocked.Increment(ref _handshakes) > options.Value.MaxHandshakes)
        {
            Interlocked.Decrement(ref _handshakes);
            await RefuseForNowAsync(http);
            return;
        }

        var connecting = new Handshake(this);
        try
        {
            await ConnectAsync(http, connecting);
        }
        finally
        {
            connecting.IsOver();
        }
    }

    private async Task ConnectAsync(HttpContext http, Handshake connecting)
    {
        if (PollingRequest.Read(http, out var request) is { } refusal)
        {
            await refusal.WriteAsync(http);
            return;
        }

        if (await FindRefusalAsync(request!, http.RequestAborted) is { } notAllowed)
        {
            await notAllowed.WriteAsync(http);
            return;
        }

        var agent = hub.Get(request!.Subscription);
        if (!await agent.AdmitAsync(request.Run, RivalAnswersWithin, http.RequestAborted))
        {
            LogInUse(request.Subscription, http.Connection.RemoteIpAddress);
            await PollingRefusal.InUse(request.Subscription).WriteAsync(http);
            return;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        if (await OpenAsync(http, agent, stop.Token) is { } connection)
        {
            connecting.IsOver();
            await KeepAsync(request.Subscription, agent, connection, stop.Token);
            if (!stop.IsCancellationRequested)
            {
                // No reader is left for unsent data, which must not delay the end.
                http.Abort();
            }
        }
    }

    private async Task<PollingRefusal?> FindRefusalAsync(PollingRequest request, CancellationToken cancellationToken)
    {
        var presented = Thumbprint.Sha256Of(request.Certificate);
        if (await agents.FindThumbprintAsync(request.Subscription, cancellationToken) is not { } registered)
        {
            LogUnknown(request.Subscription, presented);
            return PollingRefusal.Unknown(request.Subscription, presented);
        }

        if (registered.Matches(request.Certificate))
        {
            return null;
        }

        hub.Record(request.Subscription, registered, presented);
        LogNotYours(request.Subscription, registered, presented);
        return PollingRefusal.NotYours(request.Subscription, presented);
    }

    /// <summary>Reverses the connection; null when the agent does not answer on it.</summary>
    private async Task<AgentConnection?> OpenAsync(HttpContext http, PollingAgent agent, CancellationToken stop)
    {
        AgentConnection? connection = null;
        var answered = false;
        try
        {
            // HTTP/2 has its own flow control, so an agent may leave bytes unread for any time.
            if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            {
                rate.MinDataRate = null;
            }

            http.Response.Headers.Upgrade = PollingProtocol.Upgrade;
            var stream = await http.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
            connection = new AgentConnection(stream, http.Features.Get<ISslStreamFeature>()?.SslStream, options.Value);
            answered = await connection.AnswersAsync(options.Value.HandshakeTimeout, stop);
            return answered ? connection : null;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The agent disconnected before it was admitted.
            return null;
        }
        finally
        {
            if (answered)
            {
                agent.Add(connection!);
            }
            else
            {
                connection?.Dispose();
                agent.Abandon();
            }
        }
    }

    private async Task KeepAsync(SubscriptionId subscription, PollingAgent agent, AgentConnection connection, CancellationToken stop)
    {
        LogConnected(subscription);
        try
        {
            await connection.Ended.WaitAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // This server is stopping, or the web server detected the end first.
        }
        finally
        {
            agent.Remove(connection);
            connection.Dispose();
            LogDisconnected(subscription);
        }
    }

    private async Task RefuseForNowAsync(HttpContext http)
    {
        // The times are spread, so that the agents do not all return at the same time.
        var seconds = 1 + Random.Shared.Next((int)Math.Max(1, options.Value.RetrySpread.TotalSeconds));
        http.Response.Headers.RetryAfter = $"{seconds}";
        await PollingRefusal.TooMany().WriteAsync(http);
    }

    private sealed class Handshake(PollingEndpoint endpoint)
    {
        private int _over;

        public void IsOver()
        {
            if (Interlocked.Exchange(ref _over, 1) == 0)
            {
                Interlocked.Decrement(ref endpoint._handshakes);
            }
        }
    }

    [LoggerMessage(8001, LogLevel.Information, "The agent {Subscription} is connected")]
    private partial void LogConnected(SubscriptionId subscription);

    [LoggerMessage(8002, LogLevel.Information, "A connection of the agent {Subscription} ended")]
    private partial void LogDisconnected(SubscriptionId subscription);

    [LoggerMessage(
        8003,
        LogLevel.Warning,
        "The agent {Presented} asked for the subscription {Subscription}, which is registered for {Registered}, and was refused")]
    private partial void LogNotYours(SubscriptionId subscription, Thumbprint registered, Thumbprint presented);

    [LoggerMessage(8004, LogLevel.Warning, "The agent {Presented} asked for the subscription {Subscription}, which is not registered, and was rejected")]
    private partial void LogUnknown(SubscriptionId subscription, Thumbprint presented);

    [LoggerMessage(8005, LogLevel.Warning, "A second process at {Address} uses the subscription {Subscription} and was refused: its machine may be a copy")]
    private partial void LogInUse(SubscriptionId subscription, System.Net.IPAddress? address);
}
