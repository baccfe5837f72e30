using System.Net;
using Tentacle.Contracts;

namespace Tentacle.Client.Hosting;

/// <summary>One connection of one agent, with this server as the HTTP/2 client on it.</summary>
internal sealed class AgentConnection : IDisposable
{
    private static readonly Uri Probe = new("http://agent/api/v1/livez");
    private readonly HubStream _stream;
    private readonly HttpMessageInvoker _http;

    // One stream stays free for calls that are answered immediately, above all a cancel.
    private readonly SemaphoreSlim _longCalls = new(PollingProtocol.StreamsPerConnection - 1);
    private int _taken;

    public AgentConnection(Stream stream, Stream? tls, TentaclePollingOptions options)
    {
        _stream = new HubStream(stream, tls);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectCallback = (_, _) => Take(),
            EnableMultipleHttp2Connections = false,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
            KeepAlivePingDelay = options.PingDelay,
            KeepAlivePingTimeout = options.PingTimeout,

            // The agent always sends 100-continue when it wants a body, which takes a while over a saturated connection.
            Expect100ContinueTimeout = options.HandshakeTimeout,
            InitialHttp2StreamWindowSize = 1024 * 1024,
        });
    }

    /// <summary>Completes when the connection has ended.</summary>
    public Task Ended => _stream.Ended;

    /// <summary>False when the connection has ended or the agent accepts no more calls on it.</summary>
    public bool IsOpen => Volatile.Read(ref _taken) <= 1 && !Ended.IsCompleted;

    /// <summary>Returns true when the agent sends any answer within the time.</summary>
    public async Task<bool> AnswersAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        using var timeUp = new CancellationTokenSource(within, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeUp.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Probe);
            using var response = await SendAsync(request, either.Token);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <exception cref="HttpRequestException">
    /// The connection broke. The inner exception is a <see cref="SpentConnectionException"/> when the call was not sent.
    /// </exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        request.RequestUri = new Uri(Probe, request.RequestUri!.IsAbsoluteUri ? request.RequestUri.PathAndQuery : request.RequestUri.OriginalString);
        if (!LongCall.Is(request))
        {
            return await _http.SendAsync(request, cancellationToken);
        }

        await _longCalls.WaitAsync(cancellationToken);
        var lease = new StreamLease(_longCalls);
        try
        {
            var response = await _http.SendAsync(request, cancellationToken);
            response.Content = new LeasedContent(response.Content, lease);
            return response;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _http.Dispose();
    }

    private ValueTask<Stream> Take() => Interlocked.Increment(ref _taken) == 1
        ? ValueTask.FromResult<Stream>(_stream)
        : ValueTask.FromException<Stream>(new SpentConnectionException());
}
