using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Tentacle.Agent.Identity;
using Tentacle.Contracts;
using Tentacle.Core.Subscriptions;

namespace Tentacle.Agent.Doors.Polled;

/// <summary>
/// Makes one connection to a polled server: TCP, through the proxy where there is one, TLS with both thumbprints pinned, and the request that turns it
/// round. The platform's HTTP handler does it, because it knows proxies and their ways to log in.
/// </summary>
internal sealed class ServerDialler(AgentFacts facts, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    // Two of these at a time under one subscription are two processes: the agent and a copy of its machine.
    private readonly string _run = Guid.NewGuid().ToString("N");

    /// <exception cref="PollingException">It could not be made.</exception>
    public async Task<DialResult> DialAsync(Subscription server, PollingProxySettings proxy, CancellationToken cancellationToken)
    {
        using var timeUp = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeUp.Token);
        var handshake = new ServerHandshake(server, facts);
        Socket? socket = null;
        try
        {
            var way = new PollingProxy(proxy);

            // Asked here first, because the handler takes an error of the choice for no proxy.
            way.GetProxy(server.Address);
            using var handler = Handler(way, handshake, connected => socket = connected);
            using var invoker = new HttpMessageInvoker(handler);
            using var request = Request(server);
            var response = await invoker.SendAsync(request, either.Token);
            if (response.StatusCode != HttpStatusCode.SwitchingProtocols || !response.Headers.Upgrade.Any(p => p.ToString() == PollingProtocol.Upgrade))
            {
                using (response)
                {
                    throw await ServerAnswer.ExplainAsync(server, response, either.Token);
                }
            }

            return new DialResult(await response.Content.ReadAsStreamAsync(either.Token), socket!, handshake.Presented!);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or NotSupportedException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            socket?.Dispose();
            throw DialFailure.Explain(server, handshake, e);
        }
        catch
        {
            socket?.Dispose();
            throw;
        }
    }

    private static SocketsHttpHandler Handler(PollingProxy proxy, ServerHandshake handshake, Action<Socket> connected) => new()
    {
        Proxy = proxy,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            }
            catch
            {
                socket.Dispose();
                throw;
            }

            connected(socket);
            return new NetworkStream(socket, ownsSocket: true);
        },

        // The first time it may be the proxy that is spoken to, in clear; what comes behind its CONNECT is the server.
        PlaintextStreamFilter = (context, cancellationToken) => context.InitialRequestMessage.Method == HttpMethod.Connect
            ? ValueTask.FromResult(context.PlaintextStream)
            : handshake.SecureAsync(context.PlaintextStream, cancellationToken),
    };

    private HttpRequestMessage Request(Subscription server)
    {
        // The scheme ws asks for a tunnel through the proxy and leaves TLS to us: for https the handler would offer no ALPN with HTTP/1.1.
        var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(server.Address) { Scheme = Uri.UriSchemeWs, Port = server.Address.Port, Path = PollingProtocol.Path }.Uri)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(ProductHeaderValue.Parse(PollingProtocol.Upgrade));
        request.Headers.Add(PollingProtocol.Subscription, server.Id.Value);
        request.Headers.Add(PollingProtocol.AgentRun, _run);
        return request;
    }
}
