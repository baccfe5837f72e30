using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tentacle.Agent.Http.Errors;
using Tentacle.Agent.Http.Requests;
using Tentacle.Agent.Http.Responses;
using Tentacle.Contracts;
using Tentacle.Core.Files.Access;
using Tentacle.Core.Files.Content;
using Tentacle.Core.Files.Uploads;

namespace Tentacle.Agent.Endpoints.Files;

/// <summary>Reads the headers that describe the content of an upload request.</summary>
internal static class UploadRequest
{
    private const string Continue = "100-continue";

    /// <summary>Rejects content that would be stored incorrectly.</summary>
    /// <exception cref="RefusedRequestException">The content is a part of a file or a form, or has a coding.</exception>
    public static void RequireReadable(HttpContext http)
    {
        if (http.Request.Headers.ContentRange.Count > 0)
        {
            throw RefusedRequestException.Invalid(
                "Content-Range is not for uploads. Send the whole file, or begin a resumable upload with POST and 'Upload-Complete: ?0'.");
        }

        RequestContent.RequireBytes(http);
    }

    /// <exception cref="FileRefusedException">A header is malformed.</exception>
    public static PutRequest Read(HttpRequest request, string path, UnixFileMode? mode)
    {
        // Unless the upload is incomplete, the content of the request is the whole file, so both digest headers refer to the same bytes.
        var isPart = StructuredFields.Boolean(request.Headers, ApiHeaders.UploadComplete) == false;
        var total = StructuredFields.Integer(request.Headers, ApiHeaders.UploadLength);
        if (!isPart && total is not null && request.ContentLength is { } length && length != total)
        {
            throw new FileRefusedException(
                FileRefusal.LengthMismatch,
                $"Upload-Length is {total}, and Content-Length {length}, though the upload is complete with this request. Send the same in both.");
        }

        return new PutRequest(path)
        {
            Length = total ?? (isPart ? null : request.ContentLength),
            Mode = mode,
            Conditions = RequestConditions.ForChange(request),
            Digests = isPart ? DigestHeaders.OfFile(request) : DigestHeaders.OfFile(request).Or(Agreeing(request)),
            LateDigests = () => DigestHeaders.OfTrailers(request, ApiHeaders.ReprDigest).Or(DigestHeaders.OfTrailers(request, ApiHeaders.ContentDigest)),
            MaySkip = request.Headers.Expect.ToString().Equals(Continue, StringComparison.OrdinalIgnoreCase),
        };
    }

    public static bool HasContent(HttpContext http) =>
        http.Request.ContentLength is > 0 || (http.Request.ContentLength is null && http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true);

    private static FileDigests Agreeing(HttpRequest request)
    {
        var content = DigestHeaders.OfContent(request);
        return DigestHeaders.OfFile(request).DifferenceFrom(content) is { } difference
            ? throw new FileRefusedException(
                FileRefusal.DigestMismatch,
                $"Repr-Digest and Content-Digest contradict each other: {difference}. Send the same in both, or one.")
            : content;
    }
}
