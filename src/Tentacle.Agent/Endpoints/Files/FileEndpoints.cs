using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
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

        files.MapMethods("/", ["GET", "HEAD"], Get).WithName("GetFile")
            .Produces<FileList>()
            .Produces<Stream>(StatusCodes.Status200OK, ApiHeaders.OctetStream)
            .Produces<Stream>(StatusCodes.Status206PartialContent, ApiHeaders.OctetStream, "multipart/byteranges")
            .Produces(StatusCodes.Status304NotModified)
            .Problems(400, 403, 404, 409, 412, 416);
        files.MapPut("/", Put).WithName("PutFile")
            .Produces<StoredFileDescription>(StatusCodes.Status201Created)
            .Produces<StoredFileDescription>()
            .Problems(400, 403, 409, 412, 415, 507);
        files.MapPost("/", Post).WithName("CreateUpload")
            .Produces(StatusCodes.Status201Created)
            .Problems(400, 403, 409, 412, 415, 507);
        files.MapDelete("/", Delete).WithName("DeleteFile").Produces(StatusCodes.Status204NoContent).Problems(400, 403, 404, 409, 412);
    }

    /// <summary>Downloads a file, whole or in ranges, or lists a directory.</summary>
    private static Task<IResult> Get(HttpContext http, FileStore files, CancellationToken cancellationToken, string? path = null, int? limit = null, string? cursor = null) =>
        FileProblems.GuardAsync(http, async () => await files.Reader.OpenAsync(path ?? "", cancellationToken) switch
        {
            FileFound.Content(var file) => await FileDownload.AnswerAsync(http, file, cancellationToken),
            FileFound.Folder(var place) => FileListing.Answer(http, place, new PageRequest(limit, cursor), ApiRoutes.File(path!)),
            _ => TypedResults.NotFound(),
        });

    /// <summary>Uploads a file: it is there whole or not at all. With <c>Upload-Complete: ?0</c> begins an upload that can be resumed.</summary>
    /// <remarks>Missing directories are made. Refusals that need not see the content come before it is sent when the request has <c>Expect: 100-continue</c>; with a <c>Repr-Digest</c> too, content that is there already is not asked for.</remarks>
    private static Task<IResult> Put(HttpContext http, FileStore files, CancellationToken cancellationToken, string? path = null, string? mode = null) =>
        FileProblems.GuardAsync(http, () => ReceiveAsync(http, files, path, mode, cancellationToken));

    /// <summary>Begins an upload that can be resumed: <c>Upload-Complete: ?0</c>, and <c>Upload-Length</c> where it is known.</summary>
    /// <remarks>Follows draft-ietf-httpbis-resumable-upload. <c>Location</c> is the upload: HEAD says how far it is, PATCH goes on.</remarks>
    private static Task<IResult> Post(HttpContext http, FileStore files, CancellationToken cancellationToken, string? path = null, string? mode = null) =>
        FileProblems.GuardAsync(http, () => http.Request.Headers.ContainsKey(ApiHeaders.UploadComplete)
            ? ReceiveAsync(http, files, path, mode, cancellationToken)
            : throw new FileRefusedException(FileRefusal.InvalidRequest, "POST begins a resumable upload, and this request has no Upload-Complete. Add 'Upload-Complete: ?0', or use PUT to upload at once."));

    /// <summary>Deletes a file or an empty directory; with <c>recursive=true</c> a directory with all that is in it.</summary>
    private static Task<IResult> Delete(HttpContext http, FileStore files, string? path = null, bool recursive = false) =>
        FileProblems.GuardAsync(http, () =>
        {
            files.Delete(path ?? "", recursive, FileConditions.ForWriting(http.Request));
            return Task.FromResult<IResult>(TypedResults.NoContent());
        });

    private static async Task<IResult> ReceiveAsync(HttpContext http, FileStore files, string? path, string? mode, CancellationToken cancellationToken)
    {
        if (UploadRequest.FindUnreadable(http) is { } unreadable)
        {
            return unreadable;
        }

        var complete = StructuredFields.Boolean(http.Request.Headers, ApiHeaders.UploadComplete);
        var request = UploadRequest.Read(http.Request, path ?? "", ModeOf(mode));
        if (complete == false)
        {
            return await UploadEndpoints.BeginAsync(http, files, request, cancellationToken);
        }

        UploadRequest.LiftLimit(http);
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
        http.Response.Headers.ETag = FileConditions.Quoted(result.Version);
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

        return text.Length is 3 or 4 && text.All(c => c is >= '0' and <= '7')
            ? (UnixFileMode)int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture).FromOctalDigits()
            : throw new FileRefusedException(FileRefusal.InvalidRequest, $"mode={text} is no mode. Use three or four octal digits, for example 0755.");
    }

    private static int FromOctalDigits(this int digits) => digits == 0 ? 0 : ((digits / 10).FromOctalDigits() * 8) + (digits % 10);
}
