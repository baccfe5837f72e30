using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tentacle.Agent.Errors;
using Tentacle.Agent.Requests;
using Tentacle.Contracts;
using Tentacle.Core.Files;
using Tentacle.Core.Jobs;

namespace Tentacle.Agent.Endpoints.Files;

/// <summary>What a job left in its workspace: artifacts to list and to download. Nothing leads out of the workspace.</summary>
internal static class JobFileEndpoints
{
    public static void MapJobFiles(this IEndpointRouteBuilder api) =>
        api.MapGet("/jobs/{ticket}/files", Get).WithName("GetJobFile").WithTags("Jobs")
            .SendsFile()
            .Problem(400, ProblemTypes.InvalidTicket)
            .Problem(404, ProblemTypes.JobNotFound);

    /// <summary>Downloads a file of a job's workspace, or lists a directory of it; without a path, the workspace itself.</summary>
    /// <param name="http">The request.</param>
    /// <param name="ticket">The job's name, in any case.</param>
    /// <param name="jobs">The engine.</param>
    /// <param name="files">The files of this machine.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="path">Where it is in the workspace; <c>/</c> and <c>\</c> both separate.</param>
    /// <param name="limit">Entries on a page of a directory; 100 unless given.</param>
    /// <param name="cursor">The <c>next</c> of the page before.</param>
    /// <response code="200">The whole file, or a page of the directory in the order of names; <c>next</c> and a <c>Link</c> with <c>rel="next"</c> lead on.</response>
    /// <response code="206">The ranges that <c>Range</c> asks for: one as it is, several as <c>multipart/byteranges</c>.</response>
    /// <response code="304">The caller has this version already.</response>
    private static Task<IResult> Get(
        HttpContext http,
        JobTicket ticket,
        JobService jobs,
        FileStore files,
        CancellationToken cancellationToken,
        string? path = null,
        [Range(1, Page.Largest)] int? limit = null,
        string? cursor = null)
    {
        if (jobs.FindWorkDirectory(ticket) is not { } directory)
        {
            return Task.FromResult<IResult>(Problems.JobNotFound(http, ticket));
        }

        // As in the names of files that a job brings, either slash separates, on every platform.
        var name = path?.Replace('\\', '/') ?? "";
        return FileProblems.GuardAsync(http, async () =>
        {
            if (name.Length == 0 && !Directory.Exists(directory))
            {
                Page.Read("files", limit, cursor);
                return TypedResults.Ok(new FileList("", [], null));
            }

            return await files.Within(directory).OpenAsync(name.Length == 0 ? "." : name, cancellationToken) switch
            {
                FileFound.Content(var file) => await FileDownload.AnswerAsync(http, file, name, cancellationToken),
                FileFound.Folder(var place) => FileListing.Answer(http, place, limit, cursor, new ListedDirectory(ApiRoutes.JobFiles(ticket), name, IsRelative: true)),
                _ => TypedResults.NotFound(),
            };
        });
    }
}
