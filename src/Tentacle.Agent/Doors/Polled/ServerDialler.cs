using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Tentacle.Agent.Identity;
using Tentacle.Contracts;
using Tentacle.Instances.Subscriptions;

namespace Tentacle.Agent.Doors.Polled;

/// <summary>
/// Establishes one connection to a polled server: TCP (through the proxy, if any), TLS with both thumbprints pinned, and the upgrade request. Uses the
/// platform's HTTP handler, because it supports proxies and their authentication schemes.
/// </summary>
internal sealed class ServerDialler(AgentFacts facts, TimeProvider time)
{
    private static readonly TimeSpan MaxDuration = TimeSpan.FromSeconds(30);

    // Identifies this process. Two concurrent values under one subscription mean that a copy of the agent's machine is running.
    private readonly string _run = Guid.NewGuid().ToString("N");

    /// <exception cref="PollingException">The connection could not be established.</exception>
    public async Task<DialResult> DialAsync(Subscription server, PollingProxySettings proxy, CancellationToken cancellationToken)
    {
        using var timeUp = new CancellationTokenSource(MaxDuration, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeUp.Token);
        var handshake = new ServerHandshake(server, facts);
        Socket? socket = null;
        try
        {
            var way = new PollingProxy(proxy);

            // Call GetProxy here first, because the handler would treat an exception from it as "no proxy".
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
        catch (Exception e) when (
            e is HttpRequestException or IOException or NotSupportedException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
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

        // With a proxy, the first call is for the plaintext connection to the proxy. The server follows after CONNECT.
        PlaintextStreamFilter = (context, cancellationToken) => context.InitialRequestMessage.Method == HttpMethod.Connect
            ? ValueTask.FromResult(context.PlaintextStream)
            : handshake.SecureAsync(context.PlaintextStream, cancellationToken),
    };

    private HttpRequestMessage Request(Subscription server)
    {
        // With the scheme ws the handler opens a tunnel through the proxy and leaves TLS to this class. With https it would not offer ALPN for HTTP/1.1.
        var request = new HttpRequestMessage(
            HttpMethod.Get,
            new UriBuilder(server.Address) { Scheme = Uri.UriSchemeWs, Port = server.Address.Port, Path = PollingProtocol.Path }.Uri)
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
