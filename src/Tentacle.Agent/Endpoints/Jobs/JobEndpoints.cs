using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Tentacle.Agent.Endpoints.Agent;
using Tentacle.Agent.Http.Errors;
using Tentacle.Agent.Http.Requests;
using Tentacle.Agent.Http.Responses;
using Tentacle.Contracts;
using Tentacle.Core.Jobs;

namespace Tentacle.Agent.Endpoints.Jobs;

/// <summary>The routes of jobs, except for submission, log and files.</summary>
internal static class JobEndpoints
{
    private const int MaxShownLength = 64 * 1024;
    private const string ListName = "jobs";

    // The names as in JSON. Parsing the enumeration would also accept numbers, lists of names, and names with spaces.
    private static readonly Dictionary<string, JobState> States =
        new() { ["pending"] = JobState.Pending, ["running"] = JobState.Running, ["complete"] = JobState.Complete };

    public static void MapJobs(this IEndpointRouteBuilder api)
    {
        var jobs = api.MapGroup("/jobs").WithTags("Jobs");

        jobs.MapSubmissions();
        jobs.MapGet("/", List).WithName("ListJobs").Produces<JobList>().MaySend(200, "Link").Compresses()
            .Problem(400, ProblemTypes.InvalidCursor);
        jobs.MapGet("/{ticket}", Get).WithName("GetJob").Produces<Job>().Produces(StatusCodes.Status304NotModified)
            .Problem(412, ProblemTypes.PreconditionFailed)
            .Reads(
                ApiHeaders.Prefer,
                "If-Match",
                "If-None-Match",
                "If-Modified-Since",
                "If-Unmodified-Since").Sends(200, "ETag").Sends(304, "ETag").MaySend(200, "Last-Modified").MaySend(304, "Last-Modified")
            .MaySend(200, ApiHeaders.PreferenceApplied).MaySend(304, ApiHeaders.PreferenceApplied).OfOneJob();
        jobs.MapGet("/{ticket}/script", GetScript).WithName("GetJobScript").Produces<JobScript>().OfOneJob();
        jobs.MapPost("/{ticket}/cancel", Cancel).WithName("CancelJob").Produces<Job>(StatusCodes.Status202Accepted).Produces<Job>().Sends(202, "Location")
            .OfOneJob().Conditional();
        jobs.MapDelete("/{ticket}", Delete).WithName("DeleteJob").Produces(StatusCodes.Status204NoContent)
            .Problem(400, ProblemTypes.InvalidTicket).Problem(409, ProblemTypes.JobNotComplete).Conditional();
    }

    private static RouteHandlerBuilder OfOneJob(this RouteHandlerBuilder route) => route
        .Problem(400, ProblemTypes.InvalidTicket)
        .Problem(404, ProblemTypes.JobNotFound);

    /// <summary>Lists jobs, newest first.</summary>
    /// <param name="http">The request.</param>
    /// <param name="jobs">The job service.</param>
    /// <param name="state">Lists only jobs in this state.</param>
    /// <param name="cursor">The <c>next</c> of the previous page. Without it the list begins with the newest job.</param>
    /// <param name="limit">The maximum number of jobs on a page. The default is 100.</param>
    /// <response code="200">A page of jobs. <c>next</c>, and a <c>Link</c> with <c>rel="next"</c>, refer to the next page.</response>
    private static IResult List(
        HttpContext http,
        JobService jobs,
        [AllowedValues("pending", "running", "complete")] string? state = null,
        string? cursor = null,
        [Range(1, Page.MaxSize)] int? limit = null)
    {
        if (state is not null && !States.ContainsKey(state))
        {
            return Problems.Invalid(http, $"'{state}' is not a valid value for state. Use {string.Join(", ", States.Keys)}, or leave it out for all.");
        }

        var page = Page.Read(ListName, limit, cursor);
        var (found, next) = jobs.List(state is null ? null : States[state], page.AfterNumber, page.Size);
        return TypedResults.Ok(new JobList(found, page.Next(http, next?.ToString(CultureInfo.InvariantCulture), ApiRoutes.Jobs, ("state", state))));
    }

    /// <summary>Shows a job. With <c>Prefer: wait=N</c> the answer comes when the job is complete, or after N seconds.</summary>
    /// <remarks>
    /// With both <c>Prefer: wait=N</c> and <c>If-None-Match</c> the answer comes on any change of the job, or with 304 after N seconds. An agent that stops
    /// answers immediately with the current job.
    /// </remarks>
    /// <param name="http">The request.</param>
    /// <param name="ticket">The job's ticket. Case is ignored.</param>
    /// <param name="jobs">The job service.</param>
    /// <response code="200">The current job.</response>
    /// <response code="304">The job has not changed since the version in <c>If-None-Match</c>.</response>
    private static async Task<IResult> Get(HttpContext http, JobTicket ticket, JobService jobs)
    {
        var job = jobs.Find(ticket);
        if (job is not null && Preferences.Wait(http.Request) is { } wait)
        {
            // With an entity tag the caller waits for any change, without one for the end.
            var known = RequestConditions.Tags(HeaderNames.IfNoneMatch, http.Request.Headers.IfNoneMatch);
            job = await jobs.WaitUntilStopAsync(
                http,
                ticket,
                j => known is null ? j.State == JobState.Complete : !Preconditions.Matches(known, JobVersion.From(http, j), weakly: true),
                wait);
            Preferences.Applied(http.Response, wait);
        }

        return job is null ? Problems.JobNotFound(http, ticket) : Tagged(http, job, jobs);
    }

    /// <summary>Shows the script of a job as it was submitted, with its sensitive values masked.</summary>
    /// <param name="http">The request.</param>
    /// <param name="ticket">The job's ticket. Case is ignored.</param>
    /// <param name="jobs">The job service.</param>
    /// <response code="200">The script for each shell.</response>
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

    /// <summary>Requests the cancellation of a job. Returns immediately. Repeated calls have no effect.</summary>
    /// <remarks>The whole process tree is asked to end, and killed after <c>cancelGraceSeconds</c>. <c>GET</c> the job to see whether it has ended.</remarks>
    /// <param name="http">The request.</param>
    /// <param name="ticket">The job's ticket. Case is ignored.</param>
    /// <param name="jobs">The job service.</param>
    /// <response code="202">The cancellation was requested.</response>
    /// <response code="200">The job had already ended.</response>
    private static IResult Cancel(HttpContext http, JobTicket ticket, JobService jobs)
    {
        if (jobs.Find(ticket) is not { } found)
        {
            return Problems.JobNotFound(http, ticket);
        }

        RequestConditions.Require(http.Request, () => JobVersion.From(http, found), ApiRoutes.Job(ticket));
        return jobs.Cancel(ticket) switch
        {
            null => Problems.JobNotFound(http, ticket),
            { State: JobState.Complete } ended => TypedResults.Ok(ended),
            { } going => TypedResults.Accepted(going.Links.Self, going),
        };
    }

    /// <summary>Deletes a complete job with its workspace and its log. Its ticket stays reserved for a while.</summary>
    /// <remarks>While the ticket is reserved, a <c>PUT</c> of it is rejected with 410, so that a late retry does not run the job again.</remarks>
    /// <param name="http">The request.</param>
    /// <param name="ticket">The job's ticket. Case is ignored.</param>
    /// <param name="jobs">The job service.</param>
    /// <response code="204">The job is deleted, or did not exist. Repeated calls succeed.</response>
    private static IResult Delete(HttpContext http, JobTicket ticket, JobService jobs)
    {
        RequestConditions.Require(http.Request, () => JobVersion.From(http, jobs.Find(ticket)), ApiRoutes.Job(ticket));
        return jobs.Forget(ticket)
            ? TypedResults.NoContent()
            : Problems.Result(
                http,
                StatusCodes.Status409Conflict,
                ProblemTypes.JobNotComplete,
                "The job is not complete",
                $"The job '{ticket}' has not ended. Cancel it first: POST {ApiRoutes.JobCancel(ticket)}.");
    }

    private static IResult Tagged(HttpContext http, Job job, JobService jobs)
    {
        var version = JobVersion.From(http, job);
        var status = RequestConditions.ForReading(http.Request, version, ApiRoutes.Job(job.Ticket));
        http.Response.Headers.ETag = Preconditions.Quoted(version.Tag!);
        http.Response.Headers.CacheControl = "no-store";
        if (job.CompletedAt is { } completed)
        {
            http.Response.Headers.LastModified = HeaderUtilities.FormatDate(completed);
        }

        return status == StatusCodes.Status304NotModified
            ? TypedResults.StatusCode(status)
            : TypedResults.Ok(job with { Script = ShortScript(job.Ticket, jobs) });
    }

    // Long scripts are omitted, because a caller that waits for a job requests it repeatedly.
    private static JobScript? ShortScript(JobTicket ticket, JobService jobs) =>
        jobs.FindScript(ticket) is { } script && script.ByShell().Sum(s => Encoding.UTF8.GetByteCount(s.Value)) <= MaxShownLength ? script : null;
}
