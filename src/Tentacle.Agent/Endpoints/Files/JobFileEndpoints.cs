using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tentacle.Agent.Endpoints.Agent;
using Tentacle.Agent.Http.Errors;
using Tentacle.Agent.Http.Requests;
using Tentacle.Contracts;
using Tentacle.Core.Files;
using Tentacle.Core.Jobs;

namespace Tentacle.Agent.Endpoints.Files;

/// <summary>The route of the files in a job's workspace, such as artifacts, to list and to download. Paths cannot leave the workspace.</summary>
internal static class JobFileEndpoints
{
    public static void MapJobFiles(this IEndpointRouteBuilder api) =>
        api.MapGet("/jobs/{ticket}/files", Get).WithName("GetJobFile").WithTags("Jobs")
            .SendsFile()
            .Problem(400, ProblemTypes.InvalidTicket)
            .Problem(404, ProblemTypes.JobNotFound);

    /// <summary>Downloads a file of a job's workspace, or lists a directory of it. Without a path, lists the workspace itself.</summary>
    /// <param name="http">The request.</param>
    /// <param name="ticket">The job's ticket. Case is ignored.</param>
    /// <param name="jobs">The job service.</param>
    /// <param name="files">The files of this machine.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="path">The path in the workspace. Both <c>/</c> and <c>\</c> are separators.</param>
    /// <param name="limit">The maximum number of entries on a page of a directory. The default is 100.</param>
    /// <param name="cursor">The <c>next</c> of the previous page.</param>
    /// <response code="200">The whole file, or a page of the directory by name. <c>next</c> and <c>Link</c> (<c>rel="next"</c>) name the next page.</response>
    /// <response code="206">The ranges in <c>Range</c>: a single one as raw bytes, several as <c>multipart/byteranges</c>.</response>
    /// <response code="304">The caller already has this version.</response>
    private static Task<IResult> Get(
        HttpContext http,
        JobTicket ticket,
        JobService jobs,
        FileStore files,
        CancellationToken cancellationToken,
        string? path = null,
        [Range(1, Page.MaxSize)] int? limit = null,
        string? cursor = null)
    {
        if (jobs.FindWorkDirectory(ticket) is not { } directory)
        {
            return Task.FromResult<IResult>(Problems.JobNotFound(http, ticket));
        }

        // Either slash is a separator on every platform, as in the file names of a submission.
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
                FileFound.Folder(var place) => FileListing.Answer(
                    http,
                    place,
                    limit,
                    cursor,
                    new ListedDirectory(ApiRoutes.JobFiles(ticket), name, IsRelative: true)),
                _ => TypedResults.NotFound(),
            };
        });
    }
}
