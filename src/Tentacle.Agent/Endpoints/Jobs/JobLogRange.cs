using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Tentacle.Agent.Http.Errors;
using Tentacle.Agent.Http.Responses;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Storage;

namespace Tentacle.Agent.Endpoints.Jobs;

/// <summary>
/// Answers <c>Range: bytes=…</c> on a log (RFC 9110), also on a growing one (RFC 8673). When the last byte is far beyond the end of a running job's log,
/// the answer follows the log.
/// </summary>
internal static class JobLogRange
{
    // A last byte beyond this follows the log. RFC 8673 suggests 2^53 - 1 as the last byte.
    private const long Follow = 1L << 50;

    public static IResult Answer(HttpContext http, JobLog log)
    {
        var complete = log.IsComplete;
        var length = log.Describe().Log.Bytes;
        if (!RangeHeaderValue.TryParse(http.Request.Headers.Range.ToString(), out var header) || header.Unit != "bytes" || header.Ranges.Count != 1)
        {
            return Unsatisfiable(http, length, "is not one range of bytes. Ask for one, such as bytes=0-1023, or leave Range out.");
        }

        var range = header.Ranges.Single();
        var from = range.From ?? Math.Max(0, length - range.To!.Value);
        var to = range.From is null ? length - 1 : range.To ?? length - 1;
        var follows = !complete && range.From is not null && to >= Follow;
        if (from > length || (from == length && !follows))
        {
            return Unsatisfiable(http, length, $"begins past the end of the log, which has {length} bytes. Begin below that, or leave Range out.");
        }

        return new JobLogRangeResult(log, from, follows ? to : Math.Min(to, length - 1), follows, complete ? length : null);
    }

    private static JsonHttpResult<Problem> Unsatisfiable(HttpContext http, long length, string why)
    {
        http.Response.Headers.ContentRange = $"bytes */{length}";
        return Problems.Result(
            http,
            StatusCodes.Status416RangeNotSatisfiable,
            ProblemTypes.RangeNotSatisfiable,
            "The range cannot be satisfied",
            $"'{http.Request.Headers.Range}' {why}");
    }
}

/// <summary>Sends the bytes <paramref name="from"/> to <paramref name="to"/> of a log, as far as the log grows.</summary>
internal sealed class JobLogRangeResult(JobLog log, long from, long to, bool follow, long? length) : IResult
{
    private const int BlockSize = 64 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = StatusCodes.Status206PartialContent;
        response.ContentType = ApiHeaders.NdJson;
        response.Headers.CacheControl = "no-store";
        response.Headers.AcceptRanges = "bytes";
        response.Headers.ContentRange = $"bytes {from}-{to}/{(length is null ? "*" : length)}";
        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            return;
        }

        var writer = new StalledWriter(httpContext);
        await writer.FlushAsync();
        var stop = httpContext.StopToken();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stop);
        try
        {
            await CopyAsync(writer, either.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !httpContext.RequestAborted.IsCancellationRequested)
        {
            // The agent stops. The caller can request the rest later.
        }
    }

    private async Task CopyAsync(StalledWriter writer, CancellationToken cancellationToken)
    {
        var position = from;
        Microsoft.Win32.SafeHandles.SafeFileHandle? file = null;
        try
        {
            while (position <= to)
            {
                if (follow)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                var complete = log.IsComplete;
                file ??= log.TryOpen();

                // After the last whole record there may be an incomplete one, which the agent would remove after a crash.
                var wanted = (int)Math.Clamp(Math.Min(to + 1, log.Length) - position, 0, BlockSize);
                var read = file is null || wanted == 0 ? 0 : RandomAccess.Read(file, writer.Output.GetSpan(wanted)[..wanted], position);
                if (read > 0)
                {
                    writer.Output.Advance(read);
                    position += read;
                    await writer.FlushAsync();
                }
                else if (complete || !follow)
                {
                    return;
                }
                else
                {
                    await log.WaitForMoreAsync(cancellationToken);
                }
            }
        }
        finally
        {
            file?.Dispose();
        }
    }
}
