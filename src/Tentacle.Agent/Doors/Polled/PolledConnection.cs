using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Tentacle.Instances.Subscriptions;

namespace Tentacle.Agent.Doors.Polled;

/// <summary>Presents a dialled connection to the web server as an accepted one: HTTP/2 over TLS, with the polled server as the peer.</summary>
internal sealed class PolledConnection : DefaultConnectionContext, ITlsConnectionFeature, ITlsApplicationProtocolFeature, IDuplexPipe
{
    private const int BufferBytes = 64 * 1024;

    // In HTTP/2 a peer must always read the connection. With the 30 s until a keep-alive ping is due, a dead server is detected within a minute.
    private static readonly TimeSpan MaxWrite = TimeSpan.FromSeconds(25);
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
        // Zero-byte reads hold no buffer while there is nothing to read, which saves memory when there are many connections.
        Input = PipeReader.Create(
            _stream,
            new StreamPipeReaderOptions(bufferSize: BufferBytes, minimumReadSize: BufferBytes / 4, useZeroByteReads: true, leaveOpen: true));
        Output = PipeWriter.Create(_stream, new StreamPipeWriterOptions(minimumBufferSize: BufferBytes, leaveOpen: true));
        Transport = this;

        // The base class cancels its token on another thread and disposes it on this one. That race can crash the process.
        ConnectionClosed = _closed.Token;
        (LocalEndPoint, RemoteEndPoint) = (dialled.Socket.LocalEndPoint, dialled.Socket.RemoteEndPoint);
        Features.Set<ITlsConnectionFeature>(this);

        // The web server refuses a TLS connection that has not negotiated HTTP/2.
        Features.Set<ITlsApplicationProtocolFeature>(this);
    }

    public Subscription Server { get; }

    public X509Certificate2 ServerCertificate => _dialled.Certificate;

    /// <summary>Completes with the reason when the connection has ended.</summary>
    public Task<string> Ended => _ended.Task;

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    X509Certificate2? ITlsConnectionFeature.ClientCertificate
    {
        get => ServerCertificate;
        set => throw new NotSupportedException();
    }

    ReadOnlyMemory<byte> ITlsApplicationProtocolFeature.ApplicationProtocol => SslApplicationProtocol.Http2.Protocol;

    Task<X509Certificate2?> ITlsConnectionFeature.GetClientCertificateAsync(CancellationToken cancellationToken) =>
        Task.FromResult<X509Certificate2?>(ServerCertificate);

    /// <summary>
    /// Ends the connection when a write has waited for too long. The keep-alive ping, which would detect that the server is gone, is queued behind that write.
    /// </summary>
    public void CheckWrite()
    {
        if (_stream.WritingFor > MaxWrite)
        {
            End($"The server took no bytes for {MaxWrite.TotalSeconds:0} s.");
        }
    }

    /// <param name="abortReason">The reason. Null when the web server reacts to a connection that has already ended.</param>
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

        // Close the socket below TLS, so that a peer that does not read cannot delay the end.
        _dialled.Socket.Close();
        _ = _closed.CancelAsync();
    }
}
