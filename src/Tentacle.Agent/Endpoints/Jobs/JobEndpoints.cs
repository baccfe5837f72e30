using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Tentacle.Agent.Errors;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Core.Jobs;

namespace Tentacle.Agent.Endpoints.Jobs;

/// <summary>The routes of jobs, but for their submission, log and files.</summary>
internal static class JobEndpoints
{
    private const int DefaultPage = 100;
    private const int LargestPage = 1000;
    private const int LongestShown = 64 * 1024;

    public static void MapJobs(this IEndpointRouteBuilder api)
    {
        var jobs = api.MapGroup("/jobs").WithTags("Jobs");

        jobs.MapSubmissions();
        jobs.MapGet("/", List).WithName("ListJobs").Produces<JobList>().MaySend(200, "Link")
            .Problem(400, ProblemTypes.InvalidRequest, ProblemTypes.InvalidCursor);
        jobs.MapGet("/{ticket}", Get).WithName("GetJob").Produces<Job>().Produces(StatusCodes.Status304NotModified)
            .Heeds(ApiHeaders.Prefer, "If-None-Match").Sends(200, "ETag").Sends(304, "ETag")
            .MaySend(200, ApiHeaders.PreferenceApplied).MaySend(304, ApiHeaders.PreferenceApplied).OfOneJob();
        jobs.MapGet("/{ticket}/script", GetScript).WithName("GetJobScript").Produces<JobScript>().OfOneJob();
        jobs.MapPost("/{ticket}/cancel", Cancel).WithName("CancelJob").Produces<Job>(StatusCodes.Status202Accepted).Produces<Job>().Sends(202, "Location").OfOneJob();
        jobs.MapDelete("/{ticket}", Delete).WithName("DeleteJob").Produces(StatusCodes.Status204NoContent)
            .Problem(400, ProblemTypes.InvalidTicket).Problem(409, ProblemTypes.JobNotComplete);
    }

    private static RouteHandlerBuilder OfOneJob(this RouteHandlerBuilder route) => route
        .Problem(400, ProblemTypes.InvalidTicket)
        .Problem(404, ProblemTypes.JobNotFound);

    /// <summary>Lists jobs, newest first.</summary>
    /// <param name="http">The request.</param>
    /// <param name="jobs">The engine.</param>
    /// <param name="state">Only jobs in this state.</param>
    /// <param name="cursor">The <c>next</c> of the page before; without it the list begins with the newest job.</param>
    /// <param name="limit">Jobs on a page.</param>
    /// <response code="200">One page of jobs; <c>next</c>, and a <c>Link</c> with <c>rel="next"</c>, lead on.</response>
    private static IResult List(
        HttpContext http,
        JobService jobs,
        [AllowedValues("pending", "running", "complete")] string? state = null,
        string? cursor = null,
        [Range(1, LargestPage)] int limit = DefaultPage)
    {
        if (state is not null && !Enum.TryParse<JobState>(state, ignoreCase: true, out _))
        {
            return Problems.Invalid(http, $"'{state}' is no state of a job. Use pending, running or complete.");
        }

        if (limit is < 1 or > LargestPage)
        {
            return Problems.Invalid(http, $"limit={limit} is out of range. Use 1 to {LargestPage}.");
        }

        if (cursor is not null && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return Problems.InvalidCursor(http, cursor, "is no cursor of this list.");
        }

        var (found, next) = jobs.List(
            state is null ? null : Enum.Parse<JobState>(state, ignoreCase: true),
            cursor is null ? null : long.Parse(cursor, CultureInfo.InvariantCulture),
            limit);
        var nextCursor = next?.ToString(CultureInfo.InvariantCulture);
        if (nextCursor is not null)
        {
            http.Response.Headers.Link = $"<{ApiRoutes.Jobs}?limit={limit}&cursor={nextCursor}{(state is null ? "" : $"&state={state}")}>; rel=\"next\"";
        }

        return TypedResults.Ok(new JobList(found, nextCursor));
    }

    /// <summary>Shows a job; with <c>Prefer: wait=N</c> once it is complete, or after N seconds.</summary>
    /// <remarks>With <c>Prefer: wait=N</c> and <c>If-None-Match</c> together it answers on any change of the job, or with 304 after N seconds.</remarks>
    /// <param name="http">The request.</param>
    /// <param name="ticket">The job's name, in any case.</param>
    /// <param name="jobs">The engine.</param>
    /// <param name="cancellationToken">Ends the call, never the job.</param>
    /// <response code="200">The job as it is now.</response>
    /// <response code="304">The job is still as the caller knows it by <c>If-None-Match</c>.</response>
    private static async Task<IResult> Get(HttpContext http, JobTicket ticket, JobService jobs, CancellationToken cancellationToken)
    {
        var job = jobs.Find(ticket);
        if (job is not null && Preferences.Wait(http.Request) is { } wait)
        {
            // With an entity tag the caller asks for news of any kind, without one for the end.
            var known = http.Request.Headers.IfNoneMatch.ToString();
            job = await jobs.WaitAsync(ticket, j => known.Length == 0 ? j.State == JobState.Complete : !Matches(known, ETag(j)), wait, cancellationToken);
            Preferences.Applied(http.Response, wait);
        }

        return job is null ? Problems.JobNotFound(http, ticket) : Tagged(http, job, jobs);
    }

    /// <summary>Shows the script of a job as it was submitted, with its sensitive values masked.</summary>
    /// <param name="http">The request.</param>
    /// <param name="ticket">The job's name, in any case.</param>
    /// <param name="jobs">The engine.</param>
    /// <response code="200">The script, by shell.</response>
    private static IResult GetScript(HttpContext http, JobTicket ticket, JobService jobs)
    {
        if (jobs.FindScript(ticket) is not { } script)
        {
            return Problems.Result(
                http,
                StatusCodes.Status404NotFound,
                ProblemTypes.JobNotFound,
                "There is no such script",
                $"There is no job '{ticket}', or it deploys a package and has no script of its own. GET {ApiRoutes.Jobs} lists the jobs.");
        }

        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(script);
    }

    /// <summary>Asks a job to stop. Returns at once; repeating it is harmless.</summary>
    /// <remarks>The whole process tree is asked to end, after <c>cancelGraceSeconds</c> it is killed. <c>GET</c> the job to see when it has ended.</remarks>
    /// <param name="http">The request.</param>
    /// <param name="ticket">The job's name, in any case.</param>
    /// <param name="jobs">The engine.</param>
    /// <response code="202">The job was asked to stop.</response>
    /// <response code="200">The job had already ended.</response>
    private static IResult Cancel(HttpContext http, JobTicket ticket, JobService jobs) => jobs.Cancel(ticket) switch
    {
        null => Problems.JobNotFound(http, ticket),
        { State: JobState.Complete } ended => TypedResults.Ok(ended),
        { } going => TypedResults.Accepted(going.Links.Self, going),
    };

    /// <summary>Forgets a complete job: removes its workspace and its log. Its ticket stays reserved for a while.</summary>
    /// <remarks>Until then a <c>PUT</c> of the ticket is refused with 410, so that a late retry does not run the job again.</remarks>
    /// <param name="http">The request.</param>
    /// <param name="ticket">The job's name, in any case.</param>
    /// <param name="jobs">The engine.</param>
    /// <response code="204">The job is gone, or never was here: repeating the call succeeds.</response>
    private static IResult Delete(HttpContext http, JobTicket ticket, JobService jobs) =>
        jobs.Forget(ticket)
            ? TypedResults.NoContent()
            : Problems.Result(http, StatusCodes.Status409Conflict, ProblemTypes.JobNotComplete, "The job is not complete", $"The job '{ticket}' has not ended. Cancel it first: POST {ApiRoutes.JobCancel(ticket)}.");

    private static IResult Tagged(HttpContext http, Job job, JobService jobs)
    {
        var tag = ETag(job);
        http.Response.Headers.ETag = tag;
        http.Response.Headers.CacheControl = "no-store";
        return Matches(http.Request.Headers.IfNoneMatch.ToString(), tag) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Ok(job with { Script = ShortScript(job.Ticket, jobs) });
    }

    // A caller that waits for a job asks for it again and again.
    private static JobScript? ShortScript(JobTicket ticket, JobService jobs) =>
        jobs.FindScript(ticket) is { } script && script.ByShell().Sum(s => Encoding.UTF8.GetByteCount(s.Value)) <= LongestShown ? script : null;

    // The tag is the hash of what would be sent, but for the script, which never changes: strong, and the same before and after a restart.
    private static string ETag(Job job) =>
        $"\"{Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(job, ApiJson.Default.Job)).AsSpan(0, 12))}\"";

    private static bool Matches(string header, string tag) =>
        header.Length > 0 && EntityTagHeaderValue.TryParseList([header], out var tags) && tags.Any(t => t.Tag == "*" || (t.Tag == tag && !t.IsWeak));
}
