using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Tentacle.Contracts;

namespace Tentacle.Agent.Http.Responses;

/// <summary>Marks a route whose answers are long text. They are compressed if the caller accepts that.</summary>
internal sealed class Compressible
{
    public static Compressible Instance { get; } = new();
}

/// <summary>
/// Compresses text over 1 KiB on the routes that are marked as <see cref="Compressible"/>. Files and logs are never compressed, because they are sent in
/// byte ranges, or followed.
/// </summary>
internal static class CompressedResponses
{
    // The extra header and the call of the encoder only pay off for content that fills more than one packet.
    private const int Worthwhile = 1024;

    /// <summary>The coding of a long enough answer to this request. Null when the answer is sent uncompressed.</summary>
    public static ContentCoding? CodingOf(HttpRequest request) => ContentCoding.Choose(request.Headers.AcceptEncoding);

    /// <summary>Adds the compression to an endpoint that is marked.</summary>
    public static void Attach(EndpointBuilder endpoint)
    {
        if (endpoint.RequestDelegate is { } handle && endpoint.Metadata.OfType<Compressible>().Any())
        {
            endpoint.RequestDelegate = http => AnswerAsync(http, handle);
        }
    }

    private static async Task AnswerAsync(HttpContext http, RequestDelegate handle)
    {
        http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (CodingOf(http.Request) is not { } coding)
        {
            await handle(http);
            return;
        }

        var plain = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var body = new Body(http.Response, plain, coding);
        http.Features.Set<IHttpResponseBodyFeature>(body);
        try
        {
            await handle(http);
            await body.EndAsync(http.RequestAborted);
        }
        finally
        {
            http.Features.Set(plain);
        }
    }

    /// <summary>A response body that chooses between plain and compressed at the first write, when the content type is known.</summary>
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

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
            Chosen.SendFileAsync(path, offset, count, cancellationToken);

        public Task StartAsync(CancellationToken cancellationToken = default) => Chosen.StartAsync(cancellationToken);

        public Task EndAsync(CancellationToken cancellationToken) => _compressed?.EndAsync(cancellationToken) ?? Task.CompletedTask;
    }

    /// <summary>A writer that buffers the first 1 KiB, and compresses only when more follows.</summary>
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

        /// <summary>Sends the remaining bytes, and ends the compressed stream.</summary>
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
