using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tentacle.Agent.Endpoints.Agent;
using Tentacle.Agent.Http.Errors;
using Tentacle.Agent.Http.Requests;
using Tentacle.Agent.Http.Responses;
using Tentacle.Contracts;
using Tentacle.Core.Diagnostics;
using Tentacle.Core.Jobs;
using Tentacle.Core.Jobs.Submissions;
using Tentacle.Core.Jobs.Workspaces;

namespace Tentacle.Agent.Endpoints.Jobs;

/// <summary>The two routes that submit a job.</summary>
internal static class JobSubmissionEndpoints
{
    /// <param name="jobs">The group of <c>/jobs</c>.</param>
    public static void MapSubmissions(this IEndpointRouteBuilder jobs)
    {
        jobs.MapPut("/{ticket}", Put).WithName("SubmitJob")
            .Accepts<JobRequest>("application/json", "multipart/form-data")
            .Produces<Job>(StatusCodes.Status201Created)
            .Produces<Job>()
            .Problem(409, ProblemTypes.TicketConflict)
            .Problem(422, ProblemTypes.NoUsableShell, ProblemTypes.ArgumentNotRepresentable)
            .Problem(400, ProblemTypes.InvalidTicket)
            .SubmitsJob();
        jobs.MapPost("/", Post).WithName("SubmitJobWithNewTicket")
            .Accepts<JobRequest>("application/json", "multipart/form-data")
            .Produces<Job>(StatusCodes.Status201Created)
            .Produces<Job>()
            .Produces<JobPreflight>()
            .Problem(409, ProblemTypes.TicketConflict)
            .Problem(422, ProblemTypes.NoUsableShell, ProblemTypes.ArgumentNotRepresentable, ProblemTypes.IdempotencyKeyReused)
            .SubmitsJob().Reads(ApiHeaders.IdempotencyKey);
    }

    private static RouteHandlerBuilder SubmitsJob(this RouteHandlerBuilder route) => route
        .Problem(410, ProblemTypes.JobForgotten)
        .Problem(413, ProblemTypes.TooLarge)
        .Problem(415, ProblemTypes.UnsupportedMediaType).MaySend(415, "Accept-Encoding")
        .Conditional()
        .Problem(503, ProblemTypes.Draining)
        .Problem(507, ProblemTypes.InsufficientStorage)
        .Reads(ApiHeaders.Prefer, "traceparent")
        .Sends(503, "Retry-After")
        .Sends(201, "Location").MaySend(201, ApiHeaders.PreferenceApplied).MaySend(200, ApiHeaders.PreferenceApplied);

    /// <summary>Submits a job under the caller's ticket.</summary>
    /// <remarks>
    /// The call is idempotent: the same content under the same ticket never runs twice, even with concurrent callers and across restarts. The content consists
    /// of the request with its defaults, and the name, length and hash of each file. It is the same in JSON and in multipart.
    /// </remarks>
    /// <param name="http">The request.</param>
    /// <param name="ticket">The job's ticket, chosen by the caller so that a retry is safe. Case is ignored.</param>
    /// <param name="jobs">The job service.</param>
    /// <param name="cancellationToken">Cancels the call, never the job.</param>
    /// <response code="201">The job was accepted. It is on disk and will run, even if the agent or the machine restarts.</response>
    /// <response code="200">The ticket was submitted before with the same content. The answer is the current job.</response>
    private static async Task<IResult> Put(HttpContext http, JobTicket ticket, JobService jobs, CancellationToken cancellationToken)
    {
        RequireForm(http);
        RequestConditions.Require(http.Request, () => JobVersion.From(http, jobs.Find(ticket)), ApiRoutes.Job(ticket));
        return await SubmitAsync(http, ticket, null, jobs, cancellationToken);
    }

    /// <summary>Submits a job under a ticket that the agent creates. With <c>dryRun=true</c> only shows what would happen.</summary>
    /// <remarks>Send an <c>Idempotency-Key</c>, because the call is safe to repeat only with one.</remarks>
    /// <param name="http">The request.</param>
    /// <param name="jobs">The job service.</param>
    /// <param name="time">The clock for the ticket.</param>
    /// <param name="cancellationToken">Cancels the call, never the job.</param>
    /// <param name="dryRun">True to create nothing, and to answer 200 with what would happen. The body must be JSON then.</param>
    /// <response code="201">The job was accepted. It is on disk and will run, even if the agent or the machine restarts.</response>
    /// <response code="200">The job submitted before with this <c>Idempotency-Key</c> and the same content. With <c>dryRun=true</c>, the preflight.</response>
    private static async Task<IResult> Post(HttpContext http, JobService jobs, TimeProvider time, CancellationToken cancellationToken, bool dryRun = false)
    {
        RequireForm(http);
        RequestConditions.Require(http.Request, () => new ResourceVersion(), ApiRoutes.Jobs);
        return dryRun
            ? await PreflightAsync(http, jobs, cancellationToken)
            : await SubmitAsync(http, JobTicket.Create(time), IdempotencyKey(http.Request), jobs, cancellationToken);
    }

    private static void RequireForm(HttpContext http)
    {
        RequestContent.RequirePlain(http);
        RequestContent.RequireUtf8(http.Request.ContentType);
    }

    private static async Task<IResult> SubmitAsync(HttpContext http, JobTicket ticket, string? key, JobService jobs, CancellationToken cancellationToken)
    {
        if (!JobSubmissionReader.IsJson(http.Request) && !JobSubmissionReader.IsMultipart(http.Request))
        {
            return Problems.UnsupportedMediaType(http, JobSubmissionReader.Expected);
        }

        using var files = jobs.Stage();
        JobRequest request;
        try
        {
            request = await JobSubmissionReader.ReadAsync(http.Request, files, cancellationToken);
        }
        catch (InvalidBodyException e)
        {
            return Problems.Invalid(http, e.Message, e.Errors.Count == 0 ? null : e.Errors);
        }
        catch (WorkspaceFullException e)
        {
            return Refused(http, ticket, new SubmitResult.InsufficientStorage(e.Directory, e.FreeBytes, e.NeededBytes));
        }

        if (JobRequestValidator.Validate(request, files) is { Count: > 0 } errors)
        {
            return Invalid(http, errors);
        }

        var submission = new JobSubmission(ticket, request, files, Caller(http))
        {
            IdempotencyKey = key,
            TraceParent = http.Request.Headers.TraceParent.ToString() is { Length: > 0 } trace ? trace : null,
        };
        http.Features.Set(AuditedJob.From(submission));
        var result = await jobs.SubmitAsync(submission);
        return await AnswerAsync(http, ticket, result, jobs);
    }

    private static async Task<IResult> AnswerAsync(HttpContext http, JobTicket ticket, SubmitResult result, JobService jobs)
    {
        switch (result)
        {
            case SubmitResult.Accepted(var job):
                return TypedResults.Created(job.Links.Self, await WaitedAsync(http, job, jobs));
            case SubmitResult.Known(var job) when RequestConditions.ForChange(http.Request).IfNoneMatch is [Preconditions.Any] && job.Ticket == ticket:
                // Another request with the same condition was first.
                return Problems.PreconditionFailed(
                    http,
                    $"A job with the ticket '{ticket}' was submitted before, and 'If-None-Match: *' asks for a new one. GET {ApiRoutes.Job(ticket)} shows it.");
            case SubmitResult.Known(var job):
                return TypedResults.Ok(await WaitedAsync(http, job, jobs));
            default:
                return Refused(http, ticket, result);
        }
    }

    private static JsonHttpResult<Problem> Invalid(HttpContext http, IReadOnlyList<ProblemError> errors) =>
        Problems.Invalid(http, $"The job request has {errors.Count} error(s), the first: {errors[0].Detail}", errors);

    private static JsonHttpResult<Problem> Refused(HttpContext http, JobTicket ticket, SubmitResult result) => result switch
    {
        SubmitResult.Invalid(var error) => Invalid(http, [error]),
        SubmitResult.Conflict(var job) => Problems.Result(
            http,
            StatusCodes.Status409Conflict,
            ProblemTypes.TicketConflict,
            "The ticket is taken",
            $"The ticket '{job.Ticket}' was submitted before with other content. Use another ticket for another job."),
        SubmitResult.Damaged(var job, var why) => Problems.Result(
            http,
            StatusCodes.Status409Conflict,
            ProblemTypes.TicketConflict,
            "The job's record is damaged",
            $"A job with the ticket '{job.Ticket}' was accepted before. {why} It is not run again, because it may have run. "
            + $"Look at what it did, then use another ticket, or delete this job: DELETE {job.Links.Self}."),
        SubmitResult.Forgotten(var until) => Problems.Result(
            http,
            StatusCodes.Status410Gone,
            ProblemTypes.JobForgotten,
            "The job was forgotten",
            $"A job with the ticket '{ticket}' ran here and was deleted. The ticket stays reserved until {until:yyyy-MM-dd'T'HH:mm:ss'Z'}, so that a late "
            + "retry does not run it twice. Use another ticket for another job."),
        SubmitResult.KeyReused(var job) => Problems.Result(
            http,
            StatusCodes.Status422UnprocessableEntity,
            ProblemTypes.IdempotencyKeyReused,
            "The idempotency key was used before",
            $"The Idempotency-Key was used for other content: job '{job.Ticket}'. Use another key for another job."),
        SubmitResult.NoUsableShell(var available) => Problems.Result(
            http,
            StatusCodes.Status422UnprocessableEntity,
            ProblemTypes.NoUsableShell,
            "No usable shell",
            $"No script of the request can be run here: this machine has {string.Join(", ", available)}. "
            + "Send a script for one of these, or install the shell."),
        SubmitResult.ArgumentNotRepresentable(var detail) => Problems.Result(
            http,
            StatusCodes.Status422UnprocessableEntity,
            ProblemTypes.ArgumentNotRepresentable,
            "An argument cannot be passed to this shell",
            detail),
        SubmitResult.InsufficientStorage(var directory, var free, var needed) when free >= needed =>
            Problems.Result(
                http,
                StatusCodes.Status507InsufficientStorage,
                ProblemTypes.InsufficientStorage,
                "The job cannot be stored",
                $"The disk of '{directory}' has {free} bytes free, but a quota or the limit on the size of a file ('ulimit -f') of the agent's account is "
                + "reached. Raise it, or send less."),
        SubmitResult.InsufficientStorage(var directory, var free, var needed) => Problems.Result(
            http,
            StatusCodes.Status507InsufficientStorage,
            ProblemTypes.InsufficientStorage,
            "The disk is too full",
            $"The disk of '{directory}' has {free} bytes free; a job needs {needed}. Free some space, or lower the setting disk.minimumFree."),
        SubmitResult.Draining => Draining(http),
        _ => throw new InvalidOperationException($"{result.GetType().Name} is not answered."),
    };

    private static JsonHttpResult<Problem> Draining(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "30";
        return Problems.Result(
            http,
            StatusCodes.Status503ServiceUnavailable,
            ProblemTypes.Draining,
            "The agent is draining",
            $"The agent takes no new jobs. Try again later, use another agent, or end the drain: DELETE {ApiRoutes.Drain}.");
    }

    private static async Task<IResult> PreflightAsync(HttpContext http, JobService jobs, CancellationToken cancellationToken)
    {
        if (!JobSubmissionReader.IsJson(http.Request))
        {
            return Problems.UnsupportedMediaType(http, "application/json");
        }

        try
        {
            return TypedResults.Ok(await jobs.PreflightAsync(await RequestBody.ReadJobAsync(http.Request.Body, cancellationToken), cancellationToken));
        }
        catch (InvalidBodyException e)
        {
            return Problems.Invalid(http, e.Message, e.Errors.Count == 0 ? null : e.Errors);
        }
    }

    private static async Task<Job> WaitedAsync(HttpContext http, Job job, JobService jobs)
    {
        if (Preferences.Wait(http.Request) is not { } wait)
        {
            return job;
        }

        Preferences.Applied(http.Response, wait);
        return await jobs.WaitUntilStopAsync(http, job.Ticket, j => j.State == JobState.Complete, wait) ?? job;
    }

    private static string? IdempotencyKey(HttpRequest request) =>
        request.Headers[ApiHeaders.IdempotencyKey].ToString() is { Length: > 0 } key ? key.Trim('"') : null;

    private static string Caller(HttpContext http) => http.User.Identity?.Name ?? "unknown";
}
