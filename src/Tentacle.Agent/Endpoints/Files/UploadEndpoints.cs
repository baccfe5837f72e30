using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Tentacle.Agent.Errors;
using Tentacle.Contracts;
using Tentacle.Core.Files;
using Tentacle.Core.Files.Access;
using Tentacle.Core.Files.Uploads;

namespace Tentacle.Agent.Endpoints.Files;

/// <summary>Uploads that can be resumed, as draft-ietf-httpbis-resumable-upload has them.</summary>
internal static class UploadEndpoints
{
    public static void MapUploads(this IEndpointRouteBuilder api)
    {
        var uploads = api.MapGroup("/uploads").WithTags("Files");

        uploads.MapGet("/", List).WithName("ListUploads").Produces<UploadList>().Problems(400);
        uploads.MapMethods("/{id}", ["HEAD"], Head).WithName("GetUploadOffset").Produces(StatusCodes.Status204NoContent).Problems(404);
        uploads.MapPatch("/{id}", Patch).WithName("AppendUpload")
            .Produces(StatusCodes.Status204NoContent)
            .Produces<StoredFileDescription>(StatusCodes.Status201Created)
            .Produces<StoredFileDescription>()
            .Problems(400, 403, 404, 409, 412, 415, 507);
        uploads.MapDelete("/{id}", Delete).WithName("DeleteUpload").Produces(StatusCodes.Status204NoContent).Problems(404);
    }

    /// <summary>Answers the request that begins an upload; content that it brings is the first piece.</summary>
    public static async Task<IResult> BeginAsync(HttpContext http, FileStore files, PutRequest request, CancellationToken cancellationToken)
    {
        var progress = files.BeginUpload(request);
        http.Response.Headers.Location = ApiRoutes.Upload(progress.Id);
        if (UploadRequest.HasContent(http))
        {
            UploadRequest.LiftLimit(http);
            var piece = new UploadPiece(0, IsLast: false) { Length = http.Request.ContentLength, Digests = DigestHeaders.OfContent(http.Request) };
            progress = await files.AppendAsync(progress.Id, piece, http.Request.Body, cancellationToken);
        }

        Describe(http, progress);
        return TypedResults.StatusCode(StatusCodes.Status201Created);
    }

    /// <summary>Lists uploads that are not complete, oldest first.</summary>
    private static Task<IResult> List(HttpContext http, FileStore files, int? limit = null, string? cursor = null) => FileProblems.GuardAsync(http, () =>
    {
        var size = new PageRequest(limit, cursor).Size;
        var all = files.ListUploads();
        var rest = cursor is null ? all : [.. all.SkipWhile(u => string.CompareOrdinal(CursorOf(u), Checked(cursor)) <= 0)];
        var next = rest.Count > size ? CursorOf(rest[size - 1]) : null;
        if (next is not null)
        {
            http.Response.Headers.Link = $"<{ApiRoutes.Uploads}?limit={size}&cursor={next}>; rel=\"next\"";
        }

        return Task.FromResult<IResult>(TypedResults.Ok(new UploadList([.. rest.Take(size).Select(Describe)], next)));
    });

    /// <summary>Says how far an upload is. A request that still writes to it is ended, so that the answer stays true.</summary>
    private static Task<IResult> Head(HttpContext http, string id, FileStore files, CancellationToken cancellationToken) => FileProblems.GuardAsync(http, async () =>
    {
        Describe(http, await files.FindUploadAsync(id, cancellationToken));
        return TypedResults.NoContent();
    });

    /// <summary>Adds a piece to an upload, beginning at <c>Upload-Offset</c>; with <c>Upload-Complete: ?1</c> it is the last one and the file is there.</summary>
    private static Task<IResult> Patch(HttpContext http, string id, FileStore files, CancellationToken cancellationToken) => FileProblems.GuardAsync(http, async () =>
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || !type.MediaType.Equals(ApiHeaders.PartialUpload, StringComparison.OrdinalIgnoreCase))
        {
            http.Response.Headers[ApiHeaders.AcceptPatch] = ApiHeaders.PartialUpload;
            return Problems.UnsupportedMediaType(http, ApiHeaders.PartialUpload);
        }

        if (UploadRequest.FindUnreadable(http) is { } unreadable)
        {
            return unreadable;
        }

        var piece = ReadPiece(http.Request);
        UploadRequest.LiftLimit(http);
        var progress = await files.AppendAsync(id, piece, http.Request.Body, cancellationToken);
        Describe(http, progress);
        return progress.Result is { } result ? FileEndpoints.Stored(http, result) : TypedResults.NoContent();
    });

    /// <summary>Gives an upload up and removes what came of it.</summary>
    private static Task<IResult> Delete(HttpContext http, string id, FileStore files, CancellationToken cancellationToken) => FileProblems.GuardAsync(http, async () =>
    {
        await files.DeleteUploadAsync(id, cancellationToken);
        return TypedResults.NoContent();
    });

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

    // Sorts as the list does, and stays a place in it when its upload is gone.
    private static string CursorOf(UploadProgress progress) => string.Create(CultureInfo.InvariantCulture, $"{progress.CreatedAt.UtcTicks:x16}{progress.Id}");

    private static string Checked(string cursor) => cursor.Length == 48 && cursor.All(char.IsAsciiHexDigitLower)
        ? cursor
        : throw new FileRefusedException(FileRefusal.InvalidCursor, $"'{cursor}' is no cursor of this list. Use one that this agent gave.");
}
