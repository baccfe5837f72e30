using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tentacle.Agent.Errors;
using Tentacle.Contracts;
using Tentacle.Core.Files;
using Tentacle.Core.Jobs;

namespace Tentacle.Agent.Endpoints.Files;

/// <summary>What a job left in its workspace: artifacts to list and to download. Nothing leads out of the workspace.</summary>
internal static class JobFileEndpoints
{
    public static void MapJobFiles(this IEndpointRouteBuilder api) =>
        api.MapMethods("/jobs/{ticket}/files", ["GET", "HEAD"], Get).WithName("GetJobFile").WithTags("Jobs")
            .Produces<FileList>()
            .Produces<Stream>(StatusCodes.Status200OK, ApiHeaders.OctetStream)
            .Produces<Stream>(StatusCodes.Status206PartialContent, ApiHeaders.OctetStream, "multipart/byteranges")
            .Produces(StatusCodes.Status304NotModified)
            .Problems(400, 403, 404, 409, 412, 416);

    /// <summary>Downloads a file of a job's workspace, or lists a directory of it; without a path, the workspace itself.</summary>
    private static Task<IResult> Get(HttpContext http, JobTicket ticket, JobService jobs, FileStore files, CancellationToken cancellationToken, string? path = null, int? limit = null, string? cursor = null)
    {
        if (jobs.FindWorkDirectory(ticket) is not { } directory)
        {
            return Task.FromResult<IResult>(Problems.JobNotFound(http, ticket));
        }

        // As in the names of files that a job brings, either slash separates, on every platform.
        var name = path?.Replace('\\', '/') ?? "";
        var page = new PageRequest(limit, cursor);
        var route = $"{ApiRoutes.JobFiles(ticket)}?path={Uri.EscapeDataString(name)}";
        return FileProblems.GuardAsync(http, async () =>
        {
            if (name.Length == 0 && !Directory.Exists(directory))
            {
                return TypedResults.Ok(new FileList("", [], null));
            }

            return await files.Within(directory).OpenAsync(name.Length == 0 ? "." : name, cancellationToken) switch
            {
                FileFound.Content(var file) => await FileDownload.AnswerAsync(http, file, cancellationToken),
                FileFound.Folder(var place) => FileListing.Answer(http, place, page, route, name),
                _ => TypedResults.NotFound(),
            };
        });
    }
}
