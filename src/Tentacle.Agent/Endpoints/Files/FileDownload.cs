using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Tentacle.Agent.Errors;
using Tentacle.Contracts;
using Tentacle.Core.Files.Content;

namespace Tentacle.Agent.Endpoints.Files;

/// <summary>Decides how a file is answered: whole, in part, not at all because the caller has it.</summary>
internal static class FileDownload
{
    /// <param name="file">Is disposed when it is sent, or need not be.</param>
    public static async Task<IResult> AnswerAsync(HttpContext http, StoredFile file, CancellationToken cancellationToken)
    {
        var answered = false;
        try
        {
            var status = FileConditions.ForReading(http.Request, file);
            if (status == StatusCodes.Status412PreconditionFailed)
            {
                return Outdated(http, file);
            }

            var ranges = Ranges(http, file);
            if (status == StatusCodes.Status200OK && ranges is { Count: 0 })
            {
                return NotSatisfiable(http, file);
            }

            Describe(http.Response, file);
            if (status == StatusCodes.Status304NotModified)
            {
                return TypedResults.StatusCode(status);
            }

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

    // Null when the whole file is asked for. Ranges are of GET only.
    private static IReadOnlyList<ByteRange>? Ranges(HttpContext http, StoredFile file) =>
        http.Request.Headers.Range.Count > 0 && HttpMethods.IsGet(http.Request.Method)
        && FileConditions.RangeCounts(http.Request, file, http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow())
            ? ByteRange.Parse(http.Request.Headers.Range, file.Length)
            : null;

    private static JsonHttpResult<Problem> NotSatisfiable(HttpContext http, StoredFile file)
    {
        http.Response.Headers.ContentRange = $"bytes */{file.Length.ToString(CultureInfo.InvariantCulture)}";
        return Problems.Result(http, StatusCodes.Status416RangeNotSatisfiable, ProblemTypes.RangeNotSatisfiable, "The range is not in the file", $"'{http.Request.Headers.Range}' begins behind the file's {file.Length} bytes. Ask for a range within them.");
    }

    private static void Describe(HttpResponse response, StoredFile file)
    {
        response.Headers.ETag = FileConditions.Quoted(file.Version);
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

    private static JsonHttpResult<Problem> Outdated(HttpContext http, StoredFile file) =>
        Problems.Result(http, StatusCodes.Status412PreconditionFailed, ProblemTypes.PreconditionFailed, "A condition does not hold", $"The file is not the version that the request asks for: its entity tag is \"{file.Version}\". Read it again and decide anew.");
}
