using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Tentacle.Contracts;

namespace Tentacle.Agent.Responses;

/// <summary>On routes whose answers are text of some length: they are compressed where the caller accepts that.</summary>
internal sealed class Compressible
{
    public static Compressible Instance { get; } = new();
}

/// <summary>
/// Compresses text over 1 KiB on the routes that are marked as <see cref="Compressible"/>. Files and logs never are: they are sent by ranges of bytes, or
/// followed.
/// </summary>
internal sealed class CompressedResponses(RequestDelegate next)
{
    // A header more and the call to the coder are worth it only for what fills more than a packet.
    private const int Worthwhile = 1024;

    /// <summary>How an answer to this request is coded when it is long enough; null when it is sent as it is.</summary>
    public static ContentCoding? CodingOf(HttpRequest request) => ContentCoding.Choose(request.Headers.AcceptEncoding);

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<Compressible>() is null)
        {
            await next(http);
            return;
        }

        http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (CodingOf(http.Request) is not { } coding)
        {
            await next(http);
            return;
        }

        var plain = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var body = new Body(http.Response, plain, coding);
        http.Features.Set<IHttpResponseBodyFeature>(body);
        try
        {
            await next(http);
            await body.EndAsync(http.RequestAborted);
        }
        finally
        {
            http.Features.Set(plain);
        }
    }

    /// <summary>Decides when the first byte is written: what the answer is, is known by then.</summary>
    private sealed class Body(HttpResponse response, IHttpResponseBodyFeature plain, ContentCoding coding) : IHttpResponseBodyFeature
    {
        private IHttpResponseBodyFeature? _chosen;
        private CompressedWriter? _compressed;

        public Stream Stream => Chosen.Stream;

        public PipeWriter Writer => Chosen.Writer;

        private IHttpResponseBodyFeature Chosen => _chosen ??= IsText ? new WriterBody(_compressed = new CompressedWriter(response, plain, coding)) : plain;

        private bool IsText =>
            response.StatusCode != StatusCodes.Status206PartialContent
            && MediaTypeHeaderValue.TryParse(response.ContentType, out var type)
            && (type.Type == "text" || type.Suffix == "json" || type.MediaType is { Value: "application/json" or ApiHeaders.OpenMetrics });

        public Task CompleteAsync() => Chosen.CompleteAsync();

        public void DisableBuffering() => plain.DisableBuffering();

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => Chosen.SendFileAsync(path, offset, count, cancellationToken);

        public Task StartAsync(CancellationToken cancellationToken = default) => Chosen.StartAsync(cancellationToken);

        public Task EndAsync(CancellationToken cancellationToken) => _compressed?.EndAsync(cancellationToken) ?? Task.CompletedTask;
    }

    /// <summary>Holds back the first bytes until there are enough of them, and compresses from then on.</summary>
    private sealed class CompressedWriter(HttpResponse response, IHttpResponseBodyFeature plain, ContentCoding coding) : PipeWriter
    {
        private readonly ArrayBufferWriter<byte> _pending = new(Worthwhile);
        private Stream? _coder;

        public override bool CanGetUnflushedBytes => true;

        public override long UnflushedBytes => _pending.WrittenCount;

        public override void Advance(int bytes) => _pending.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => _pending.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => _pending.GetSpan(sizeHint);

        public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            if (_coder is null && _pending.WrittenCount > Worthwhile)
            {
                response.ContentLength = null;
                response.Headers.ContentEncoding = coding.Name;
                _coder = coding.Compress(plain.Stream);
            }

            if (_coder is not null)
            {
                await _coder.WriteAsync(_pending.WrittenMemory, cancellationToken);
                _pending.ResetWrittenCount();
            }

            return default;
        }

        /// <summary>Sends what is left.</summary>
        public async Task EndAsync(CancellationToken cancellationToken)
        {
            await FlushAsync(cancellationToken);
            if (_coder is not null)
            {
                await _coder.DisposeAsync();
            }
            else if (_pending.WrittenCount > 0)
            {
                response.ContentLength ??= _pending.WrittenCount;
                await plain.Writer.WriteAsync(_pending.WrittenMemory, cancellationToken);
            }
        }

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }
    }
}
