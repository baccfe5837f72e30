using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Tentacle.Agent.Endpoints.Agent;
using Tentacle.Agent.Http.Errors;
using Tentacle.Contracts;
using Tentacle.Core.Jobs;
using Tentacle.Core.Jobs.Storage;

namespace Tentacle.Agent.Endpoints.Jobs;

/// <summary>The route of a job's log. The form is NDJSON, server-sent events or plain text, and the extent a page, a range or the live log.</summary>
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
            .Reads("Range", "Last-Event-ID")
            .MaySend(200, ApiHeaders.LogNextCursor, "Content-Disposition").Sends(206, "Content-Range").Sends(416, "Content-Range");

    /// <summary>Reads a job's log from a cursor, either once or following it to its end.</summary>
    /// <remarks>
    /// The header <c>Accept</c> chooses the form. The default <c>application/x-ndjson</c> sends the records as they are on disk, one JSON object per line.
    /// The form <c>text/event-stream</c> always follows the log. It sends one event <c>log</c> per record, whose <c>id</c> is the cursor after the record. The
    /// last event is <c>complete</c> with the job, or <c>stopping</c> when the agent stops. A comment every 15 s keeps the connection open, and a request with
    /// <c>Last-Event-ID</c> resumes. For people, <c>text/plain</c> sends the texts of all streams in order. A cursor is a byte offset at the boundary of a
    /// record. A caller that does not read for 30 s is disconnected and can resume. <c>HEAD</c> never follows.
    /// </remarks>
    /// <param name="http">The request.</param>
    /// <param name="ticket">The job's ticket. Case is ignored.</param>
    /// <param name="jobs">The job service.</param>
    /// <param name="after">A cursor from this agent. Records begin after it. 0 is the beginning.</param>
    /// <param name="follow">True to keep the answer open, send records as they are written, and end after the job's last record.</param>
    /// <param name="limit">The maximum number of bytes of records. At least one whole record is sent.</param>
    /// <response code="200">The records after the cursor.</response>
    /// <response code="204">An event source reconnected after the last event of a complete job. This status makes it stop reconnecting.</response>
    /// <response code="206">The requested byte range of the NDJSON. A range whose last byte is far beyond the end follows a growing log (RFC 8673).</response>
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
            return Problems.Result(
                http,
                StatusCodes.Status406NotAcceptable,
                ProblemTypes.NotAcceptable,
                "No acceptable form",
                $"The log cannot be sent as '{http.Request.Headers.Accept}'. Accept {ApiHeaders.NdJson}, {ApiHeaders.EventStream} or {ApiHeaders.PlainText}.");
        }

        if (limit is <= 0)
        {
            return Problems.Invalid(http, $"'limit={limit}' is out of range. Use bytes above 0, or leave it out.");
        }

        if (http.Request.Headers.Range.Count > 0 && HttpMethods.IsGet(http.Request.Method) && format is NdJsonLogFormat)
        {
            return JobLogRange.Answer(http, log);
        }

        // An event source reconnects with its first URL. Only the header contains its position.
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

        // The event source has received the last event of a complete job. The status 204 makes it stop reconnecting.
        if (format is EventStreamLogFormat && cursor > 0 && log.IsComplete && cursor == log.Describe().Log.Bytes
            && http.Request.Headers.ContainsKey("Last-Event-ID"))
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
