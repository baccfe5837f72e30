using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Tentacle.Agent.Errors;
using Tentacle.Contracts;
using Tentacle.Core.Jobs;
using Tentacle.Core.Jobs.Storage;

namespace Tentacle.Agent.Endpoints.Jobs;

/// <summary>The log of a job: as NDJSON, as server-sent events, as plain text; a page, a range or followed live.</summary>
internal static class JobLogEndpoints
{
    public static void MapJobLogs(this IEndpointRouteBuilder api) =>
        api.MapGet("/jobs/{ticket}/log", Read).WithName("GetJobLog").WithTags("Jobs")
            .Produces<LogRecord>(StatusCodes.Status200OK, ApiHeaders.NdJson)
            .Produces<string>(StatusCodes.Status200OK, ApiHeaders.EventStream, ApiHeaders.PlainText)
            .Produces(StatusCodes.Status204NoContent)
            .Produces<string>(StatusCodes.Status206PartialContent, ApiHeaders.NdJson)
            .Problem(400, ProblemTypes.InvalidTicket, ProblemTypes.InvalidCursor)
            .Problem(404, ProblemTypes.JobNotFound)
            .Problem(406, ProblemTypes.NotAcceptable)
            .Problem(416, ProblemTypes.RangeNotSatisfiable)
            .Heeds("Range", "Last-Event-ID")
            .MaySend(200, ApiHeaders.LogNextCursor, "Content-Disposition").Sends(206, "Content-Range").Sends(416, "Content-Range");

    /// <summary>Reads a job's log from a cursor, once or following it to its end.</summary>
    /// <remarks>
    /// The form is chosen by <c>Accept</c>. <c>application/x-ndjson</c>, the default: the records as they stand on disk, one JSON object a line.
    /// <c>text/event-stream</c>: always follows; an event <c>log</c> a record, whose <c>id</c> is the cursor after it, and a last event <c>complete</c> with
    /// the job; an agent that stops sends an event <c>stopping</c> as the last; a comment every 15 s keeps the connection; <c>Last-Event-ID</c> resumes.
    /// <c>text/plain</c>: the texts of all streams in order, for people. A cursor is a byte offset at the boundary of a record. A caller that stops reading
    /// is dropped after 30 s and can resume. <c>HEAD</c> never follows.
    /// </remarks>
    /// <param name="http">The request.</param>
    /// <param name="ticket">The job's name, in any case.</param>
    /// <param name="jobs">The engine.</param>
    /// <param name="after">A cursor that this agent gave; records begin after it. 0 is the beginning.</param>
    /// <param name="follow">True stays open, sends records as they are written and ends after the job's last one.</param>
    /// <param name="limit">At most so many bytes of records, but one whole record at least.</param>
    /// <response code="200">The records after the cursor.</response>
    /// <response code="204">An event source reconnects after the last event of a complete job: there is nothing more, and it stops.</response>
    /// <response code="206">The bytes of the NDJSON that <c>Range</c> asked for, also of a log that grows (RFC 8673): a last byte far beyond the end follows the log.</response>
    private static IResult Read(
        HttpContext http,
        JobTicket ticket,
        JobService jobs,
        string? after = null,
        bool follow = false,
        [Range(1, long.MaxValue)] long? limit = null)
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
            return Problems.Invalid(http, $"'limit={limit}' is out of range. Use bytes above 0, or leave it out.");
        }

        if (http.Request.Headers.Range.Count > 0 && HttpMethods.IsGet(http.Request.Method) && format is NdJsonLogFormat)
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
