using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tentacle.Agent.Endpoints.Agent;
using Tentacle.Agent.Http.Errors;
using Tentacle.Agent.Http.Requests;
using Tentacle.Contracts;
using Tentacle.Core.Files;
using Tentacle.Core.Files.Access;

namespace Tentacle.Agent.Endpoints.Files;

/// <summary>The routes of files: upload, download, list and delete. The path is data, so it is a query parameter.</summary>
internal static class FileEndpoints
{
    public static void MapFiles(this IEndpointRouteBuilder api)
    {
        var files = api.MapGroup("/files").WithTags("Files");

        files.MapGet("/", Get).WithName("GetFile").SendsFile();
        files.MapPut("/", Put).WithName("PutFile").BeginsFile();
        files.MapPost("/", Post).WithName("CreateUpload").BeginsFile();
        files.MapDelete("/", Delete).WithName("DeleteFile").Produces(StatusCodes.Status204NoContent)
            .Problem(400, ProblemTypes.PathTooLong)
            .Problem(403, ProblemTypes.PathNotAllowed, ProblemTypes.PathProtected, ProblemTypes.AccessDenied)
            .Problem(404, ProblemTypes.FileNotFound)
            .Problem(409, ProblemTypes.DirectoryNotEmpty, ProblemTypes.NotDirectory)
            .Conditional()
            .Problem(500, ProblemTypes.StorageFailed);
    }

    /// <summary>Downloads a file, whole or in ranges, or lists a directory.</summary>
    /// <param name="http">The request.</param>
    /// <param name="files">The files of this machine.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="path">The path: absolute, or relative to the agent's home directory. <c>\</c> is a separator on Windows only.</param>
    /// <param name="limit">The maximum number of entries on a page of a directory. The default is 100.</param>
    /// <param name="cursor">The <c>next</c> of the previous page.</param>
    /// <response code="200">The whole file, or a page of the directory by name. <c>next</c> and <c>Link</c> (<c>rel="next"</c>) name the next page.</response>
    /// <response code="206">The ranges in <c>Range</c>: a single one as raw bytes, several as <c>multipart/byteranges</c>.</response>
    /// <response code="304">The caller already has this version.</response>
    private static Task<IResult> Get(
        HttpContext http,
        FileStore files,
        CancellationToken cancellationToken,
        string? path = null,
        [Range(1, Page.MaxSize)] int? limit = null,
        string? cursor = null) =>
        FileProblems.GuardAsync(http, async () => await files.Reader.OpenAsync(path ?? "", cancellationToken) switch
        {
            FileFound.Content(var file) => await FileDownload.AnswerAsync(http, file, path!, cancellationToken),
            FileFound.Folder(var place) => FileListing.Answer(http, place, limit, cursor, new ListedDirectory(ApiRoutes.Files, path!)),
            _ => TypedResults.NotFound(),
        });

    /// <summary>Uploads a file atomically. With <c>Upload-Complete: ?0</c> begins a resumable upload.</summary>
    /// <remarks>
    /// Missing directories are created. With <c>Expect: 100-continue</c>, an error that does not depend on the content is sent before the content. If the
    /// request also has a <c>Repr-Digest</c>, and the file already has this content, the content is not requested.
    /// </remarks>
    /// <param name="http">The request.</param>
    /// <param name="files">The files of this machine.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="path">The path: absolute, or relative to the agent's home directory. <c>\</c> is a separator on Windows only.</param>
    /// <param name="mode">
    /// The file's permissions for owner, group and others: three octal digits, with or without a leading 0, for example 0755. Set-user-ID, set-group-ID and
    /// sticky bits are not set by uploads. Not on Windows.
    /// </param>
    /// <response code="201">The file was created. With <c>Upload-Complete: ?0</c> the upload has begun instead, and <c>Location</c> is its address.</response>
    /// <response code="200">The file replaced an existing one.</response>
    private static Task<IResult> Put(HttpContext http, FileStore files, CancellationToken cancellationToken, string? path = null, string? mode = null) =>
        FileProblems.GuardAsync(http, () => ReceiveAsync(http, files, path, mode, cancellationToken));

    /// <summary>Begins a resumable upload. Send <c>Upload-Complete: ?0</c>, and <c>Upload-Length</c> if it is known.</summary>
    /// <remarks>Follows draft-ietf-httpbis-resumable-upload. <c>Location</c> is the upload: HEAD shows its offset, PATCH continues it.</remarks>
    /// <param name="http">The request.</param>
    /// <param name="files">The files of this machine.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="path">The path: absolute, or relative to the agent's home directory. <c>\</c> is a separator on Windows only.</param>
    /// <param name="mode">
    /// The file's permissions for owner, group and others: three octal digits, with or without a leading 0, for example 0755. Set-user-ID, set-group-ID and
    /// sticky bits are not set by uploads. Not on Windows.
    /// </param>
    /// <response code="201">The file was created. With <c>Upload-Complete: ?0</c> the upload has begun instead, and <c>Location</c> is its address.</response>
    /// <response code="200">The file replaced an existing one.</response>
    private static Task<IResult> Post(HttpContext http, FileStore files, CancellationToken cancellationToken, string? path = null, string? mode = null) =>
        FileProblems.GuardAsync(http, () => http.Request.Headers.ContainsKey(ApiHeaders.UploadComplete)
            ? ReceiveAsync(http, files, path, mode, cancellationToken)
            : throw new FileRefusedException(
                FileRefusal.InvalidRequest,
                "POST begins a resumable upload, and this request has no Upload-Complete. Add 'Upload-Complete: ?0', or use PUT to upload at once."));

    /// <summary>Deletes a file or an empty directory. With <c>recursive=true</c> deletes a directory with its content.</summary>
    /// <param name="http">The request.</param>
    /// <param name="files">The files of this machine.</param>
    /// <param name="path">The path: absolute, or relative to the agent's home directory. <c>\</c> is a separator on Windows only.</param>
    /// <param name="recursive">True to delete a directory that is not empty, too.</param>
    /// <response code="204">The file or directory is deleted.</response>
    private static Task<IResult> Delete(HttpContext http, FileStore files, string? path = null, bool recursive = false) =>
        FileProblems.GuardAsync(http, () =>
        {
            files.Delete(path ?? "", recursive, RequestConditions.ForChange(http.Request));
            return Task.FromResult<IResult>(TypedResults.NoContent());
        });

    private static async Task<IResult> ReceiveAsync(HttpContext http, FileStore files, string? path, string? mode, CancellationToken cancellationToken)
    {
        UploadRequest.RequireReadable(http);
        var complete = StructuredFields.Boolean(http.Request.Headers, ApiHeaders.UploadComplete);
        var request = UploadRequest.Read(http.Request, path ?? "", ModeOf(mode));
        if (complete == false)
        {
            return await UploadEndpoints.BeginAsync(http, files, request, cancellationToken);
        }

        RequestContent.LiftLimit(http);
        var result = await files.PutAsync(request, http.Request.Body, cancellationToken);
        if (complete == true)
        {
            http.Response.Headers[ApiHeaders.UploadComplete] = StructuredFields.True;
        }

        return StoredFileAnswer.Create(http, result);
    }

    private static UnixFileMode? ModeOf(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var digits = text.Length == 4 && text[0] == '0' ? text[1..] : text;
        return digits.Length == 3 && digits.All(c => c is >= '0' and <= '7')
            ? (UnixFileMode)digits.Aggregate(0, (bits, digit) => (bits * 8) + (digit - '0'))
            : throw RefusedRequestException.Invalid(
                $"'mode={text}' is not valid. Give the permissions of owner, group and others as three octal digits, with or without a leading 0, for "
                + "example 0755. "
                + "Other bits are not set by uploads.");
    }
}
