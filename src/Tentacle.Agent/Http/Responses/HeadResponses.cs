using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Tentacle.Agent.Http.Responses;

/// <summary>
/// Answers HEAD like GET, without the body, for every route and every error. The body is discarded before it reaches the web server. Over HTTP/2 the web
/// server would send the bodies of some results as DATA frames, which clients treat as a protocol error.
/// </summary>
internal sealed class HeadResponses(RequestDelegate next)
{
    /// <summary>Adds HEAD to every GET route.</summary>
    public static void Attach(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.OfType<HttpMethodMetadata>().LastOrDefault() is { } methods
            && methods.HttpMethods.Contains(HttpMethods.Get) && !methods.HttpMethods.Contains(HttpMethods.Head))
        {
            endpoint.Metadata.Remove(methods);
            endpoint.Metadata.Add(new HttpMethodMetadata([.. methods.HttpMethods, HttpMethods.Head]));
        }
    }

    public async Task InvokeAsync(HttpContext http)
    {
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await next(http);
            return;
        }

        var sent = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var counted = new CountedWriter();
        http.Features.Set<IHttpResponseBodyFeature>(new WriterBody(counted));
        try
        {
            await next(http);
        }
        finally
        {
            http.Features.Set(sent);
        }

        // Without a written body the length is unknown, so no Content-Length is sent.
        if (!http.Response.HasStarted && counted.Count > 0)
        {
            http.Response.ContentLength ??= counted.Count;
        }
    }

    /// <summary>A writer that discards its input and counts the bytes.</summary>
    private sealed class CountedWriter : PipeWriter
    {
        private byte[] _scratch = new byte[4096];

        public long Count { get; private set; }

        public override void Advance(int bytes) => Count += bytes;

        public override Memory<byte> GetMemory(int sizeHint = 0)
        {
            if (sizeHint > _scratch.Length)
            {
                _scratch = new byte[sizeHint];
            }

            return _scratch;
        }

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => default;

        public override bool CanGetUnflushedBytes => true;

        public override long UnflushedBytes => 0;

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }
    }
}
