using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Tentacle.Agent.Endpoints.Agent;
using Tentacle.Agent.Http.Errors;
using Tentacle.Agent.Http.Requests;
using Tentacle.Agent.Http.Responses;
using Tentacle.Contracts;
using Tentacle.Core.Files;
using Tentacle.Core.Files.Access;
using Tentacle.Core.Files.Uploads;

namespace Tentacle.Agent.Endpoints.Files;

/// <summary>The routes of resumable uploads (draft-ietf-httpbis-resumable-upload).</summary>
internal static class UploadEndpoints
{
    private const string ListName = "uploads";
    private const int PlaceLength = 48;

    public static void MapUploads(this IEndpointRouteBuilder api)
    {
        var uploads = api.MapGroup("/uploads").WithTags("Files");

        uploads.MapGet("/", List).WithName("ListUploads").Produces<UploadList>().MaySend(200, "Link").Compresses()
            .Problem(400, ProblemTypes.InvalidCursor);
        uploads.MapMethods("/{id}", ["HEAD"], Head).WithName("GetUploadOffset").Produces(StatusCodes.Status204NoContent)
            .Problem(404, ProblemTypes.UploadNotFound).SendsProgress(204);
        uploads.MapPatch("/{id}", Patch).WithName("AppendUpload")
            .Takes(ApiHeaders.PartialUpload, "The next bytes of the file.")
            .Produces(StatusCodes.Status204NoContent)
            .Produces<StoredFileDescription>(StatusCodes.Status201Created)
            .Produces<StoredFileDescription>()
            .Problem(400, ProblemTypes.DigestMismatch, ProblemTypes.InconsistentUploadLength, ProblemTypes.CompletedUpload)
            .Problem(404, ProblemTypes.UploadNotFound)
            .Problem(409, ProblemTypes.MismatchingUploadOffset, ProblemTypes.UploadTakenOver)
            .WritesFile()
            .Reads(ApiHeaders.UploadOffset, ApiHeaders.UploadComplete, ApiHeaders.UploadLength, ApiHeaders.ContentDigest, ApiHeaders.ReprDigest)
            .SendsProgress(204).SendsProgress(200).SendsProgress(201).Sends(201, "Location")
            .MaySend(409, ApiHeaders.UploadOffset, ApiHeaders.UploadComplete).MaySend(415, ApiHeaders.AcceptPatch);
        uploads.MapDelete("/{id}", Delete).WithName("DeleteUpload").Produces(StatusCodes.Status204NoContent)
            .Problem(404, ProblemTypes.UploadNotFound).Conditional();
    }

    private static RouteHandlerBuilder SendsProgress(this RouteHandlerBuilder route, int status) => route
        .Sends(status, ApiHeaders.UploadOffset, ApiHeaders.UploadComplete, ApiHeaders.UploadLimit).MaySend(status, ApiHeaders.UploadLength);

    /// <summary>Answers the request that begins an upload. Its content, if any, is the first piece.</summary>
    public static async Task<IResult> BeginAsync(HttpContext http, FileStore files, PutRequest request, CancellationToken cancellationToken)
    {
        var progress = files.BeginUpload(request);
        if (UploadRequest.HasContent(http))
        {
            RequestContent.LiftLimit(http);
            var piece = new UploadPiece(0, IsLast: false) { Length = http.Request.ContentLength, Digests = DigestHeaders.OfContent(http.Request) };
            progress = await AppendFirstAsync(http, files, progress.Id, piece, cancellationToken);
        }

        Describe(http, progress);
        return TypedResults.Created(ApiRoutes.Upload(progress.Id), Describe(progress));
    }

    private static async Task<UploadProgress> AppendFirstAsync(
        HttpContext http,
        FileStore files,
        string id,
        UploadPiece piece,
        CancellationToken cancellationToken)
    {
        try
        {
            return await files.AppendAsync(id, piece, http.Request.Body, cancellationToken);
        }
        catch (FileRefusedException e) when (e.Reason is not (FileRefusal.UploadTakenOver or FileRefusal.UploadNotFound))
        {
            // An error answer does not contain the upload's address, and by the draft clients do not resume after one. The upload would remain unused.
            await files.DeleteUploadAsync(id, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Lists incomplete uploads, oldest first.</summary>
    /// <param name="http">The request.</param>
    /// <param name="files">The files of this machine.</param>
    /// <param name="limit">The maximum number of uploads on a page. The default is 100.</param>
    /// <param name="cursor">The <c>next</c> of the previous page.</param>
    /// <response code="200">A page of uploads. <c>next</c>, and a <c>Link</c> with <c>rel="next"</c>, refer to the next page.</response>
    private static Task<IResult> List(
        HttpContext http,
        FileStore files,
        [Range(1, Page.MaxSize)] int? limit = null,
        string? cursor = null) => FileProblems.GuardAsync(http, () =>
    {
        var page = Page.Read(ListName, limit, cursor);
        if (page.After is { } place && (place.Length != PlaceLength || !place.All(char.IsAsciiHexDigitLower)))
        {
            throw page.Invalid();
        }

        var all = files.ListUploads();
        var rest = page.After is null ? all : [.. all.SkipWhile(u => string.CompareOrdinal(PlaceOf(u), page.After) <= 0)];
        var next = page.Next(http, rest.Count > page.Size ? PlaceOf(rest[page.Size - 1]) : null, ApiRoutes.Uploads);
        return Task.FromResult<IResult>(TypedResults.Ok(new UploadList([.. rest.Take(page.Size).Select(Describe)], next)));
    });

    /// <summary>Shows the offset of an upload. A request that still writes to the upload is ended, so that the answer stays valid.</summary>
    /// <param name="http">The request.</param>
    /// <param name="id">The id of the upload, from <c>Location</c>.</param>
    /// <param name="files">The files of this machine.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <response code="204">The headers contain the number of received bytes, and whether the upload is complete.</response>
    private static Task<IResult> Head(
        HttpContext http,
        string id,
        FileStore files,
        CancellationToken cancellationToken) => FileProblems.GuardAsync(http, async () =>
    {
        Describe(http, await files.FindUploadAsync(id, cancellationToken));
        return TypedResults.NoContent();
    });

    /// <summary>Appends a piece to an upload at <c>Upload-Offset</c>. The last piece has <c>Upload-Complete: ?1</c> and creates the file.</summary>
    /// <param name="http">The request.</param>
    /// <param name="id">The id of the upload, from <c>Location</c>.</param>
    /// <param name="files">The files of this machine.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <response code="204">The piece is on disk. More pieces are expected.</response>
    /// <response code="201">This was the last piece. The file was created.</response>
    /// <response code="200">This was the last piece. The file replaced an existing one.</response>
    private static Task<IResult> Patch(
        HttpContext http,
        string id,
        FileStore files,
        CancellationToken cancellationToken) => FileProblems.GuardAsync(http, async () =>
    {
        // Older drafts of resumable uploads do not define a media type, so their clients send none.
        if (http.Request.ContentType is { } given
            && !(MediaTypeHeaderValue.TryParse(given, out var type) && type.MediaType.Equals(ApiHeaders.PartialUpload, StringComparison.OrdinalIgnoreCase)))
        {
            http.Response.Headers[ApiHeaders.AcceptPatch] = ApiHeaders.PartialUpload;
            return Problems.UnsupportedMediaType(http, $"'Content-Type: {ApiHeaders.PartialUpload}', or none");
        }

        UploadRequest.RequireReadable(http);
        var piece = ReadPiece(http.Request);
        Require(http, id, files);
        RequestContent.LiftLimit(http);
        var progress = await files.AppendAsync(id, piece, http.Request.Body, cancellationToken);
        Describe(http, progress);
        return progress.Result is { } result ? StoredFileAnswer.Create(http, result) : TypedResults.NoContent();
    });

    /// <summary>Cancels an upload, and removes its received bytes.</summary>
    /// <param name="http">The request.</param>
    /// <param name="id">The id of the upload, from <c>Location</c>.</param>
    /// <param name="files">The files of this machine.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <response code="204">The upload is canceled.</response>
    private static Task<IResult> Delete(
        HttpContext http,
        string id,
        FileStore files,
        CancellationToken cancellationToken) => FileProblems.GuardAsync(http, async () =>
    {
        Require(http, id, files);
        await files.DeleteUploadAsync(id, cancellationToken);
        return TypedResults.NoContent();
    });

    // An upload has no versions. The conditions for the file are those of the request that began the upload.
    private static void Require(HttpContext http, string id, FileStore files) => RequestConditions.Require(
        http.Request,
        () =>
        {
            files.RequireUpload(id);
            return new ResourceVersion();
        },
        ApiRoutes.Upload(id));

    private static UploadPiece ReadPiece(HttpRequest request)
    {
        var offset = StructuredFields.Integer(request.Headers, ApiHeaders.UploadOffset)
            ?? throw new FileRefusedException(FileRefusal.InvalidRequest, "There is no Upload-Offset. Send how many bytes have come before; HEAD says so.");
        var complete = StructuredFields.Boolean(request.Headers, ApiHeaders.UploadComplete)
            ?? throw new FileRefusedException(FileRefusal.InvalidRequest, "There is no Upload-Complete. Send ?1 with the last piece, ?0 with all others.");
        return new UploadPiece(offset, complete)
        {
            TotalLength = StructuredFields.Integer(request.Headers, ApiHeaders.UploadLength),
            Length = request.ContentLength,
            Digests = DigestHeaders.OfContent(request),
            WholeDigests = DigestHeaders.OfFile(request),
        };
    }

    private static void Describe(HttpContext http, UploadProgress progress)
    {
        var headers = http.Response.Headers;
        headers[ApiHeaders.UploadOffset] = progress.Offset.ToString(CultureInfo.InvariantCulture);
        headers[ApiHeaders.UploadComplete] = progress.Result is null ? StructuredFields.False : StructuredFields.True;
        headers.CacheControl = "no-store";
        if (progress.Length is { } length)
        {
            headers[ApiHeaders.UploadLength] = length.ToString(CultureInfo.InvariantCulture);
        }

        var left = progress.ExpiresAt - http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        headers[ApiHeaders.UploadLimit] = string.Create(CultureInfo.InvariantCulture, $"min-size=0, max-age={Math.Max(0, (long)left.TotalSeconds)}");
    }

    private static UnfinishedUpload Describe(UploadProgress progress) => new()
    {
        Id = progress.Id,
        Path = progress.Path,
        Offset = progress.Offset,
        Length = progress.Length,
        Sha256 = progress.Sha256 is { } digest ? Convert.ToHexStringLower(digest) : null,
        CreatedAt = progress.CreatedAt,
        ExpiresAt = progress.ExpiresAt,
        Link = ApiRoutes.Upload(progress.Id),
    };

    // The position sorts like the list, and stays valid when its upload is deleted.
    private static string PlaceOf(UploadProgress progress) => string.Create(CultureInfo.InvariantCulture, $"{progress.CreatedAt.UtcTicks:x16}{progress.Id}");
}
