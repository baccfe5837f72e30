using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Tentacle.Agent.Http.Errors;
using Tentacle.Agent.Http.Requests;
using Tentacle.Agent.Http.Responses;
using Tentacle.Contracts;
using Tentacle.Core.Files.Content;

namespace Tentacle.Agent.Endpoints.Files;

/// <summary>Answers a request for a file with the whole file, with ranges of it, or with 304.</summary>
internal static class FileDownload
{
    /// <param name="http">The request.</param>
    /// <param name="file">The file. It is disposed after it was sent, or when it need not be sent.</param>
    /// <param name="path">The path as the caller wrote it. Its last name is the name for saving the file.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<IResult> AnswerAsync(HttpContext http, StoredFile file, string path, CancellationToken cancellationToken)
    {
        var answered = false;
        try
        {
            var version = new ResourceVersion(file.Version, file.ModifiedAt);
            var status = RequestConditions.ForReading(http.Request, version, path);
            var ranges = Ranges(http, file, version);
            if (status == StatusCodes.Status200OK && ranges is { Count: 0 })
            {
                return NotSatisfiable(http, file);
            }

            Describe(http.Response, file);
            if (status == StatusCodes.Status304NotModified)
            {
                return TypedResults.StatusCode(status);
            }

            DownloadName.Save(http.Response, path);
            await AddDigestAsync(http, file, cancellationToken);
            answered = true;
            return new FileBody(file, ranges ?? [new ByteRange(0, file.Length)], IsWhole: ranges is null);
        }
        finally
        {
            if (!answered)
            {
                file.Dispose();
            }
        }
    }

    // Null when the whole file is requested. Ranges apply to GET only.
    private static IReadOnlyList<ByteRange>? Ranges(HttpContext http, StoredFile file, ResourceVersion version) =>
        http.Request.Headers.Range.Count > 0 && HttpMethods.IsGet(http.Request.Method)
        && RequestConditions.RangeCounts(http.Request, version, http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow())
            ? ByteRange.Parse(http.Request.Headers.Range, file.Length)
            : null;

    private static JsonHttpResult<Problem> NotSatisfiable(HttpContext http, StoredFile file)
    {
        http.Response.Headers.ContentRange = $"bytes */{file.Length.ToString(CultureInfo.InvariantCulture)}";
        return Problems.Result(
            http,
            StatusCodes.Status416RangeNotSatisfiable,
            ProblemTypes.RangeNotSatisfiable,
            "The range is not in the file",
            $"'{http.Request.Headers.Range}' begins behind the file's {file.Length} bytes. Ask for a range within them.");
    }

    private static void Describe(HttpResponse response, StoredFile file)
    {
        response.Headers.ETag = Preconditions.Quoted(file.Version);
        response.Headers.AcceptRanges = "bytes";
        response.Headers.LastModified = HeaderUtilities.FormatDate(file.ModifiedAt);
        response.Headers.CacheControl = "no-cache";
    }

    private static async Task AddDigestAsync(HttpContext http, StoredFile file, CancellationToken cancellationToken)
    {
        var digests = DigestHeaders.Wanted(http.Request) is { } wanted
            ? await file.DigestAsync(wanted == WantedDigest.Sha512, cancellationToken)
            : file.KnownDigests;
        if (!digests.IsEmpty)
        {
            http.Response.Headers[ApiHeaders.ReprDigest] = DigestHeaders.Format(digests);
        }
    }
}
