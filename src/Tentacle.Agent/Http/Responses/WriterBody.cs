using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tentacle.Agent.Http.Responses;

/// <summary>A response body that writes to the given writer. The writer, or the web server at the end, decides when the headers are sent.</summary>
internal sealed class WriterBody(PipeWriter writer) : IHttpResponseBodyFeature
{
    public Stream Stream => field ??= writer.AsStream(leaveOpen: true);

    public PipeWriter Writer => writer;

    public Task CompleteAsync() => Task.CompletedTask;

    public void DisableBuffering()
    {
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
}
