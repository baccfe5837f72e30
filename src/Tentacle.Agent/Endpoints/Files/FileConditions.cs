using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Tentacle.Core.Files.Content;
using Tentacle.Core.Files.Uploads;

namespace Tentacle.Agent.Endpoints.Files;

/// <summary>What RFC 9110 lets a request depend on. Tags are strong: a weak one never matches what is written or sent in part.</summary>
internal static class FileConditions
{
    public static WriteConditions ForWriting(HttpRequest request) => new(Tags(HeaderNames.IfMatch, request.Headers.IfMatch), Tags(HeaderNames.IfNoneMatch, request.Headers.IfNoneMatch));

    /// <summary>200, or 304, or 412, in the order of precedence of RFC 9110, 13.2.2.</summary>
    public static int ForReading(HttpRequest request, StoredFile file)
    {
        var modified = Seconds(file.ModifiedAt);
        var headers = request.GetTypedHeaders();
        if (Tags(HeaderNames.IfMatch, request.Headers.IfMatch) is { } wanted)
        {
            if (!Matches(wanted, file))
            {
                return StatusCodes.Status412PreconditionFailed;
            }
        }
        else if (headers.IfUnmodifiedSince < modified)
        {
            return StatusCodes.Status412PreconditionFailed;
        }

        if (Tags(HeaderNames.IfNoneMatch, request.Headers.IfNoneMatch, weakToo: true) is { } known)
        {
            return Matches(known, file) ? StatusCodes.Status304NotModified : StatusCodes.Status200OK;
        }

        return headers.IfModifiedSince >= modified ? StatusCodes.Status304NotModified : StatusCodes.Status200OK;
    }

    /// <summary>Whether ranges count: there is no If-Range, or it names this very version.</summary>
    public static bool RangeCounts(HttpRequest request, StoredFile file, DateTimeOffset now)
    {
        var condition = request.GetTypedHeaders().IfRange;
        if (condition is null)
        {
            return request.Headers.IfRange.Count == 0;
        }

        if (condition.EntityTag is { } tag)
        {
            return !tag.IsWeak && tag.Tag == Quoted(file.Version);
        }

        // A date says something about a version only when the second it names has passed.
        return condition.LastModified == Seconds(file.ModifiedAt) && now - file.ModifiedAt > TimeSpan.FromSeconds(1);
    }

    public static string Quoted(string version) => $"\"{version}\"";

    /// <summary>HTTP's dates have no fractions.</summary>
    public static DateTimeOffset Seconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    private static bool Matches(IReadOnlyList<string> tags, StoredFile file) => tags.Contains(WriteConditions.Any) || tags.Contains(file.Version);

    private static IReadOnlyList<string>? Tags(string name, StringValues header, bool weakToo = false)
    {
        if (header.Count == 0)
        {
            return null;
        }

        return EntityTagHeaderValue.TryParseStrictList([.. header.OfType<string>()], out var tags)
            ? [.. tags.Where(t => weakToo || !t.IsWeak).Select(t => t.Tag.Length > 1 ? t.Tag.ToString()[1..^1] : t.Tag.ToString())]
            : throw StructuredFields.Invalid(name, header.ToString(), "entity tags in quotes, or *");
    }
}
