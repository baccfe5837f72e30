using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tentacle.Agent.Errors;
using Tentacle.Agent.Requests;
using Tentacle.Contracts;
using Tentacle.Core.Files;
using Tentacle.Core.Files.Access;
using Tentacle.Core.Files.Uploads;

namespace Tentacle.Agent.Endpoints.Files;

/// <summary>The routes of files: upload, download, list, delete. The path is data, so it is a query parameter.</summary>
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
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="path">Where it is: absolute, or relative to the agent's home directory; <c>\</c> separates on Windows only.</param>
    /// <param name="limit">Entries on a page of a directory; 100 unless given.</param>
    /// <param name="cursor">The <c>next</c> of the page before.</param>
    /// <response code="200">The whole file, or a page of the directory in the order of names; <c>next</c> and a <c>Link</c> with <c>rel="next"</c> lead on.</response>
    /// <response code="206">The ranges that <c>Range</c> asks for: one as it is, several as <c>multipart/byteranges</c>.</response>
    /// <response code="304">The caller has this version already.</response>
    private static Task<IResult> Get(
        HttpContext http,
        FileStore files,
        CancellationToken cancellationToken,
        string? path = null,
        [Range(1, Page.Largest)] int? limit = null,
        string? cursor = null) =>
        FileProblems.GuardAsync(http, async () => await files.Reader.OpenAsync(path ?? "", cancellationToken) switch
        {
            FileFound.Content(var file) => await FileDownload.AnswerAsync(http, file, path!, cancellationToken),
            FileFound.Folder(var place) => FileListing.Answer(http, place, limit, cursor, new ListedDirectory(ApiRoutes.Files, path!)),
            _ => TypedResults.NotFound(),
        });

    /// <summary>Uploads a file: it is there whole or not at all. With <c>Upload-Complete: ?0</c> begins an upload that can be resumed.</summary>
    /// <remarks>Missing directories are made. Refusals that need not see the content come before it is sent when the request has <c>Expect: 100-continue</c>; with a <c>Repr-Digest</c> too, content that is there already is not asked for.</remarks>
    /// <param name="http">The request.</param>
    /// <param name="files">The files of this machine.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="path">Where it is: absolute, or relative to the agent's home directory; <c>\</c> separates on Windows only.</param>
    /// <param name="mode">
    /// The file's permissions for owner, group and others: three octal digits, with or without a leading 0, for example 0755. Set-user-ID, set-group-ID and
    /// sticky bits are not set by uploads. Not on Windows.
    /// </param>
    /// <response code="201">The file is there and is new; or, with <c>Upload-Complete: ?0</c>, the upload has begun: <c>Location</c> is where it goes on.</response>
    /// <response code="200">The file is there and replaced the one that was.</response>
    private static Task<IResult> Put(HttpContext http, FileStore files, CancellationToken cancellationToken, string? path = null, string? mode = null) =>
        FileProblems.GuardAsync(http, () => ReceiveAsync(http, files, path, mode, cancellationToken));

    /// <summary>Begins an upload that can be resumed: <c>Upload-Complete: ?0</c>, and <c>Upload-Length</c> where it is known.</summary>
    /// <remarks>Follows draft-ietf-httpbis-resumable-upload. <c>Location</c> is the upload: HEAD says how far it is, PATCH goes on.</remarks>
    /// <param name="http">The request.</param>
    /// <param name="files">The files of this machine.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <param name="path">Where it is: absolute, or relative to the agent's home directory; <c>\</c> separates on Windows only.</param>
    /// <param name="mode">
    /// The file's permissions for owner, group and others: three octal digits, with or without a leading 0, for example 0755. Set-user-ID, set-group-ID and
    /// sticky bits are not set by uploads. Not on Windows.
    /// </param>
    /// <response code="201">The file is there and is new; or, with <c>Upload-Complete: ?0</c>, the upload has begun: <c>Location</c> is where it goes on.</response>
    /// <response code="200">The file is there and replaced the one that was.</response>
    private static Task<IResult> Post(HttpContext http, FileStore files, CancellationToken cancellationToken, string? path = null, string? mode = null) =>
        FileProblems.GuardAsync(http, () => http.Request.Headers.ContainsKey(ApiHeaders.UploadComplete)
            ? ReceiveAsync(http, files, path, mode, cancellationToken)
            : throw new FileRefusedException(FileRefusal.InvalidRequest, "POST begins a resumable upload, and this request has no Upload-Complete. Add 'Upload-Complete: ?0', or use PUT to upload at once."));

    /// <summary>Deletes a file or an empty directory; with <c>recursive=true</c> a directory with all that is in it.</summary>
    /// <param name="http">The request.</param>
    /// <param name="files">The files of this machine.</param>
    /// <param name="path">Where it is: absolute, or relative to the agent's home directory; <c>\</c> separates on Windows only.</param>
    /// <param name="recursive">True deletes a directory that is not empty, too.</param>
    /// <response code="204">It is gone.</response>
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

        return Stored(http, result);
    }

    /// <summary>The answer to content that became a file.</summary>
    public static IResult Stored(HttpContext http, PutResult result)
    {
        http.Response.Headers.ETag = Preconditions.Quoted(result.Version);
        http.Response.Headers[ApiHeaders.ReprDigest] = DigestHeaders.Format(result.Digests);
        var description = new StoredFileDescription(result.Path, result.Length, Convert.ToHexStringLower(result.Digests.Sha256!));
        return result.IsNew ? TypedResults.Created(ApiRoutes.File(result.Path), description) : TypedResults.Ok(description);
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
                $"'mode={text}' is not valid. Give the permissions of owner, group and others as three octal digits, with or without a leading 0, for example 0755. "
                + "Other bits are not set by uploads.");
    }
}
