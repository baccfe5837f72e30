using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Tentacle.Agent.Errors;
using Tentacle.Contracts;
using Tentacle.Core.Jobs;

namespace Tentacle.Agent.Endpoints;

/// <summary>The log of a job: as NDJSON, as server-sent events, as plain text; a page, a range or followed live.</summary>
internal static class JobLogEndpoints
{
    public static void MapJobLogs(this IEndpointRouteBuilder api) =>
        api.MapMethods("/jobs/{ticket}/log", ["GET", "HEAD"], Read).WithName("GetJobLog").WithTags("Jobs")
            .Produces<string>(StatusCodes.Status200OK, ApiHeaders.NdJson, ApiHeaders.EventStream, ApiHeaders.PlainText)
            .Produces(StatusCodes.Status204NoContent)
            .Produces<string>(StatusCodes.Status206PartialContent, ApiHeaders.NdJson)
            .Problems(400, 404, 406, 416);

    /// <summary>Reads a job's log from a cursor, once or following it to its end.</summary>
    private static IResult Read(HttpContext http, JobTicket ticket, JobService jobs, string? after = null, bool follow = false, long? limit = null)
    {
        if (jobs.FindLog(ticket) is not { } log)
        {
            return Problems.JobNotFound(http, ticket);
        }

        if (Negotiate(http.Request) is not { } format)
        {
            return Problems.Result(http, StatusCodes.Status406NotAcceptable, ProblemTypes.NotAcceptable, "No acceptable form", $"The log cannot be sent as '{http.Request.Headers.Accept}'. Accept {ApiHeaders.NdJson}, {ApiHeaders.EventStream} or {ApiHeaders.PlainText}.");
        }

        if (limit is <= 0)
        {
            return Problems.Invalid(http, $"limit={limit} is no size. Use bytes above 0, or leave it out.");
        }

        if (http.Request.Headers.Range.Count > 0 && format is NdJsonLogFormat)
        {
            return JobLogRange.Answer(http, log);
        }

        // An event source that reconnects repeats its first URL: where it got to is in the header.
        var given = format is EventStreamLogFormat && http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last ? last : after ?? "0";
        return Open(http, log, format, given, follow || format is EventStreamLogFormat, limit);
    }

    private static IResult Open(HttpContext http, JobLog log, JobLogFormat format, string given, bool follow, long? limit)
    {
        if (!long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var cursor))
        {
            return Problems.InvalidCursor(http, given, "is not a number.");
        }

        var reader = new JobLogReader(log);
        if (!reader.IsBoundary(cursor))
        {
            reader.Dispose();
            return Problems.InvalidCursor(http, given, "is not at the boundary of a record, or past the end of the log.");
        }

        // The event source has had the last event of a complete job: 204 tells it to stop reconnecting.
        if (format is EventStreamLogFormat && cursor > 0 && log.IsComplete && cursor == log.Describe().Log.Bytes && http.Request.Headers.ContainsKey("Last-Event-ID"))
        {
            reader.Dispose();
            return TypedResults.NoContent();
        }

        return new JobLogResult(log, reader, format, new LogSpan(cursor, follow, limit));
    }

    private static JobLogFormat? Negotiate(HttpRequest request)
    {
        if (request.Headers.Accept.Count == 0)
        {
            return new NdJsonLogFormat();
        }

        return MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
            ? accepted.Where(a => a.Quality is null or > 0).OrderByDescending(a => a.Quality ?? 1).Select(Format).FirstOrDefault(f => f is not null)
            : null;
    }

    private static JobLogFormat? Format(MediaTypeHeaderValue accepted)
    {
        JobLogFormat[] formats = [new NdJsonLogFormat(), new EventStreamLogFormat(), new PlainTextLogFormat()];
        return formats.FirstOrDefault(f =>
            accepted.MatchesAllTypes
            || f.ContentType.StartsWith(accepted.MediaType.ToString(), StringComparison.OrdinalIgnoreCase)
            || (accepted.MatchesAllSubTypes && f.ContentType.StartsWith(accepted.Type + "/", StringComparison.OrdinalIgnoreCase)));
    }
}
