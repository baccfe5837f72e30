using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tentacle.Agent.Http.Responses;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Storage;

namespace Tentacle.Agent.Endpoints.Jobs;

/// <summary>Sends a log. A caller that does not read for 30 s is disconnected, because Kestrel's minimum data rate does not end it. It can resume.</summary>
internal sealed class JobLogResult(JobLog log, JobLogReader reader, JobLogFormat format, LogSpan span) : IResult
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var disposeReader = reader;
        var response = httpContext.Response;
        response.ContentType = format.ContentType;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        if (format.FileExtension is { } extension)
        {
            DownloadName.Show(response, $"{log.Ticket}{extension}");
        }

        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            if (span is { Follow: false, Limit: null })
            {
                response.Headers[ApiHeaders.LogNextCursor] = reader.EndOfRecords(span.After).ToString(CultureInfo.InvariantCulture);
            }

            return;
        }

        if (span.Follow)
        {
            await FollowAsync(httpContext);
        }
        else
        {
            await PageAsync(httpContext);
        }
    }

    // The next cursor is a header, which is sent before the body. A page with a limit is therefore read completely before it is sent.
    private async Task PageAsync(HttpContext http)
    {
        var writer = new StalledWriter(http);
        var end = span.After;
        if (span.Limit is null)
        {
            // The answer contains the records that are present now, without those that arrive while it is sent.
            end = reader.EndOfRecords(span.After);
            http.Response.Headers[ApiHeaders.LogNextCursor] = end.ToString(CultureInfo.InvariantCulture);
            await foreach (var records in reader.ReadAsync(span with { Limit = end - span.After }, () => default, http.RequestAborted))
            {
                format.Write(writer.Output, records.Span, 0);
                await writer.FlushAsync();
            }

            return;
        }

        var page = new List<byte[]>();
        await foreach (var records in reader.ReadAsync(span, () => default, http.RequestAborted))
        {
            page.Add(records.ToArray());
            end += records.Length;
        }

        http.Response.Headers[ApiHeaders.LogNextCursor] = end.ToString(CultureInfo.InvariantCulture);
        foreach (var records in page)
        {
            format.Write(writer.Output, records, 0);
            await writer.FlushAsync();
        }
    }

    private async Task FollowAsync(HttpContext http)
    {
        var time = http.RequestServices.GetRequiredService<TimeProvider>();
        var writer = new StalledWriter(http);
        var lastWrite = time.GetTimestamp();

        // Without this flush the headers would not be sent before the first record.
        await writer.FlushAsync();
        var cursor = span.After;
        var stop = http.StopToken();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stop);
        try
        {
            await foreach (var records in reader.ReadAsync(span, IdleAsync, either.Token))
            {
                format.Write(writer.Output, records.Span, cursor);
                cursor += records.Length;
                await writer.FlushAsync();
                lastWrite = time.GetTimestamp();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested)
        {
            format.WriteStop(writer.Output, log.Describe(), cursor);
            await writer.FlushAsync();
            return;
        }

        if (log.IsComplete)
        {
            format.WriteEnd(writer.Output, log.Describe());
            await writer.FlushAsync();
        }

        async ValueTask IdleAsync()
        {
            if (time.GetElapsedTime(lastWrite) >= KeepAlive)
            {
                format.WriteKeepAlive(writer.Output);
                await writer.FlushAsync();
                lastWrite = time.GetTimestamp();
            }
        }
    }
}
