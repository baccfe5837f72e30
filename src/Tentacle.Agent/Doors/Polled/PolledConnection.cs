using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Tentacle.Core.Subscriptions;

namespace Tentacle.Agent.Doors.Polled;

/// <summary>A connection that the agent dialled, as the web server sees an accepted one: HTTP/2 over TLS, and the peer is the polled server.</summary>
internal sealed class PolledConnection : DefaultConnectionContext, ITlsConnectionFeature, ITlsApplicationProtocolFeature, IDuplexPipe
{
    private const int BufferBytes = 64 * 1024;

    // HTTP/2 lets no peer leave a connection unread. With the half minute until the server would be asked for a sign of life this stays within a minute.
    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(25);
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DialledStream _stream;
    private readonly DialResult _dialled;
    private readonly CancellationTokenSource _closed = new();
    private string? _reason;

    public PolledConnection(Subscription server, DialResult dialled, TimeProvider time)
        : base($"polled-{Guid.NewGuid():N}")
    {
        (Server, _dialled) = (server, dialled);
        _stream = new DialledStream(dialled.Stream, End, time);
        // Without bytes to read no buffer is held, which counts where there are many connections.
        Input = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: BufferBytes, minimumReadSize: BufferBytes / 4, useZeroByteReads: true, leaveOpen: true));
        Output = PipeWriter.Create(_stream, new StreamPipeWriterOptions(minimumBufferSize: BufferBytes, leaveOpen: true));
        Transport = this;

        // The base class would cancel its token on another thread and dispose it on this one, which ends the process when the two meet.
        ConnectionClosed = _closed.Token;
        (LocalEndPoint, RemoteEndPoint) = (dialled.Socket.LocalEndPoint, dialled.Socket.RemoteEndPoint);
        Features.Set<ITlsConnectionFeature>(this);

        // A connection over TLS that does not say that it speaks HTTP/2 is refused.
        Features.Set<ITlsApplicationProtocolFeature>(this);
    }

    public Subscription Server { get; }

    public X509Certificate2 ServerCertificate => _dialled.Certificate;

    /// <summary>Completes with the reason when the connection is over.</summary>
    public Task<string> Ended => _ended.Task;

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    X509Certificate2? ITlsConnectionFeature.ClientCertificate
    {
        get => ServerCertificate;
        set => throw new NotSupportedException();
    }

    ReadOnlyMemory<byte> ITlsApplicationProtocolFeature.ApplicationProtocol => SslApplicationProtocol.Http2.Protocol;

    Task<X509Certificate2?> ITlsConnectionFeature.GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult<X509Certificate2?>(ServerCertificate);

    /// <summary>
    /// Ends the connection when a write waits for too long: then the question for a sign of life, which would find out that the server is gone, waits behind it.
    /// </summary>
    public void LookAtWrite()
    {
        if (_stream.WritingFor > LongestWrite)
        {
            End($"The server took no bytes for {LongestWrite.TotalSeconds:0} s.");
        }
    }

    /// <param name="abortReason">Null when the web server only says that it has noticed.</param>
    public override void Abort(ConnectionAbortedException? abortReason) => End(abortReason?.Message);

    public override async ValueTask DisposeAsync()
    {
        await Input.CompleteAsync();
        await Output.CompleteAsync();
        await _stream.DisposeAsync();
        _dialled.Dispose();
        await base.DisposeAsync();
        _ended.TrySetResult(_reason ?? "The agent ended the connection.");
    }

    private void End(string? reason)
    {
        Interlocked.CompareExchange(ref _reason, reason, null);

        // Closed below TLS: a peer that does not take our bytes must not hold up the end.
        _dialled.Socket.Close();
        _ = _closed.CancelAsync();
    }
}
