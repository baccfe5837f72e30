using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Tentacle.Contracts;

namespace Tentacle.Client;

/// <summary>Creates the HTTP clients for an agent: over pinned mutual TLS, or over this machine's local socket.</summary>
internal static class AgentTransport
{
    private static readonly Uri LocalAddress = new("http://localhost");
    private static readonly TimeSpan MaxPipeWait = TimeSpan.FromSeconds(2);

    public static HttpClient OverTls(TentacleClientOptions options) => Client(
        new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectTimeout = options.ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
            InitialHttp2StreamWindowSize = 1024 * 1024,
            SslOptions = PinnedTls.CreateClientOptions(
                SslStreamCertificateContext.Create(options.Certificate, additionalCertificates: null, offline: true),
                (_, presented, _, _) => Accept(options, presented)),
        },
        options.Address,
        options.Handlers);

    public static HttpClient OverLocalSocket(string path) => Client(
        new SocketsHttpHandler { UseProxy = false, ConnectCallback = async (_, cancellationToken) => await OpenLocalAsync(path, cancellationToken) },
        LocalAddress);

    /// <summary>A client over connections that the agent opened. They use HTTP/2 from the first byte.</summary>
    public static HttpClient Over(HttpMessageHandler handler) => new(handler, disposeHandler: false)
    {
        BaseAddress = LocalAddress,
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestVersion = System.Net.HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private static HttpClient Client(SocketsHttpHandler handler, Uri address, Func<HttpMessageHandler, HttpMessageHandler>? around = null) =>
        new(around?.Invoke(handler) ?? handler)
        {
            BaseAddress = address,
            // The length of followed logs and long polls is not known here. Callers cancel them.
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = address.Scheme == Uri.UriSchemeHttps ? System.Net.HttpVersion.Version20 : System.Net.HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };

    private static bool Accept(TentacleClientOptions options, X509Certificate? presented)
    {
        if (presented is X509Certificate2 certificate && options.AgentThumbprint.Matches(certificate))
        {
            return true;
        }

        var shown = presented is null ? "no certificate" : $"a certificate of '{presented.Subject}' with the thumbprint "
            + $"{(options.AgentThumbprint.IsSha1 ? Thumbprint.Sha1Of(presented) : Thumbprint.Sha256Of(presented))}";
        throw new TentacleTrustException(
            $"{options.Address} presented {shown}, expected was {options.AgentThumbprint}. If the agent got a new certificate, compare with 'tentacle "
            + "show-thumbprint' on that machine and use its thumbprint; if not, the connection may be intercepted.");
    }

    private static async Task<Stream> OpenLocalAsync(string path, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            return await OpenPipeAsync(path, cancellationToken);
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Stream> OpenPipeAsync(string path, CancellationToken cancellationToken)
    {
        var pipe = new System.IO.Pipes.NamedPipeClientStream(
            ".",
            path.Replace(@"\\.\pipe\", "", StringComparison.Ordinal),
            System.IO.Pipes.PipeDirection.InOut,
            System.IO.Pipes.PipeOptions.Asynchronous);
        try
        {
            // Without a limit, the call waits for an agent to start.
            await pipe.ConnectAsync(MaxPipeWait, cancellationToken);
            return pipe;
        }
        catch
        {
            await pipe.DisposeAsync();
            throw;
        }
    }
}
