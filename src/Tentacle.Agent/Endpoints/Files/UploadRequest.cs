using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tentacle.Agent.Errors;
using Tentacle.Contracts;
using Tentacle.Core.Files.Access;
using Tentacle.Core.Files.Content;
using Tentacle.Core.Files.Uploads;

namespace Tentacle.Agent.Endpoints.Files;

/// <summary>Reads what a request says of the content that it brings.</summary>
internal static class UploadRequest
{
    private const string Continue = "100-continue";

    /// <summary>What would be stored as something else than it is: null for nothing of the kind.</summary>
    public static IResult? FindUnreadable(HttpContext http)
    {
        if (http.Request.Headers.ContentRange.Count > 0)
        {
            return Problems.Invalid(http, "Content-Range is not for uploads. Send the whole file, or begin a resumable upload with POST and 'Upload-Complete: ?0'.");
        }

        return http.Request.Headers.ContentEncoding.Count > 0 && http.Request.Headers.ContentEncoding != "identity"
            ? Problems.Result(http, StatusCodes.Status415UnsupportedMediaType, ProblemTypes.UnsupportedMediaType, "The content's coding is not supported", $"Content-Encoding '{http.Request.Headers.ContentEncoding}' is not undone here. Send the file's own bytes, without Content-Encoding.")
            : null;
    }

    /// <exception cref="FileRefusedException">A header cannot be understood.</exception>
    public static PutRequest Read(HttpRequest request, string path, UnixFileMode? mode)
    {
        // The content of one request is the whole file here, so both headers speak of the same bytes.
        var isPart = StructuredFields.Boolean(request.Headers, ApiHeaders.UploadComplete) == false;
        var total = StructuredFields.Integer(request.Headers, ApiHeaders.UploadLength);
        if (!isPart && total is not null && request.ContentLength is { } length && length != total)
        {
            throw new FileRefusedException(FileRefusal.LengthMismatch, $"Upload-Length is {total}, and Content-Length {length}, though the upload is complete with this request. Send the same in both.");
        }

        return new PutRequest(path)
        {
            Length = total ?? (isPart ? null : request.ContentLength),
            Mode = mode,
            Conditions = FileConditions.ForWriting(request),
            Digests = isPart ? DigestHeaders.OfFile(request) : DigestHeaders.OfFile(request).Or(Agreeing(request)),
            LateDigests = () => DigestHeaders.OfTrailers(request, ApiHeaders.ReprDigest).Or(DigestHeaders.OfTrailers(request, ApiHeaders.ContentDigest)),
            MaySkip = request.Headers.Expect.ToString().Equals(Continue, StringComparison.OrdinalIgnoreCase),
        };
    }

    /// <summary>A file may have any size: what bounds it is the disk.</summary>
    public static void LiftLimit(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }
    }

    public static bool HasContent(HttpContext http) =>
        http.Request.ContentLength is > 0 || (http.Request.ContentLength is null && http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true);

    private static FileDigests Agreeing(HttpRequest request)
    {
        var content = DigestHeaders.OfContent(request);
        return DigestHeaders.OfFile(request).DifferenceFrom(content) is { } difference
            ? throw new FileRefusedException(FileRefusal.DigestMismatch, $"Repr-Digest and Content-Digest contradict each other: {difference}. Send the same in both, or one.")
            : content;
    }
}
