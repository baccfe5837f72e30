using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Tentacle.Agent.Errors;
using Tentacle.Contracts;

namespace Tentacle.Agent.Requests;

/// <summary>The conditions of a request (RFC 9110, 13): read strictly, and evaluated in the order of 13.2.2.</summary>
internal static class RequestConditions
{
    /// <summary>What the request makes a change depend on. If-Modified-Since is of reading only, so it is ignored here, as the RFC says.</summary>
    /// <exception cref="RefusedRequestException">A header cannot be read: a change must not be made on the strength of half a condition.</exception>
    public static Preconditions ForChange(HttpRequest request) => new()
    {
        IfMatch = Tags(HeaderNames.IfMatch, request.Headers.IfMatch),
        IfNoneMatch = Tags(HeaderNames.IfNoneMatch, request.Headers.IfNoneMatch),
        IfUnmodifiedSince = request.Headers.IfUnmodifiedSince is { Count: > 0 } date ? Date(HeaderNames.IfUnmodifiedSince, date) : null,
    };

    /// <summary>Refuses a change whose conditions do not hold.</summary>
    /// <param name="request">The request.</param>
    /// <param name="current">Is asked only when there is a condition; returns null when nothing is there.</param>
    /// <param name="what">How a message names it.</param>
    /// <exception cref="RefusedRequestException">They do not hold, or cannot be read.</exception>
    public static void Require(HttpRequest request, Func<ResourceVersion?> current, string what)
    {
        if (ForChange(request) is { IsEmpty: false } conditions && conditions.FindFailure(current(), what) is { } failure)
        {
            throw RefusedRequestException.PreconditionFailed(failure);
        }
    }

    /// <summary>200, or 304 when the caller has this version.</summary>
    /// <param name="request">GET or HEAD.</param>
    /// <param name="current">What would be sent.</param>
    /// <param name="what">How a message names it.</param>
    /// <exception cref="RefusedRequestException">A condition asks for another version, or cannot be read.</exception>
    public static int ForReading(HttpRequest request, ResourceVersion current, string what)
    {
        // Dates that cannot be read are ignored when reading: the worst that comes of it is a version too many.
        var headers = request.GetTypedHeaders();
        var wanted = new Preconditions { IfMatch = Tags(HeaderNames.IfMatch, request.Headers.IfMatch), IfUnmodifiedSince = headers.IfUnmodifiedSince };
        if (wanted.FindFailure(current, what) is { } failure)
        {
            throw RefusedRequestException.PreconditionFailed(failure);
        }

        var isKnown = Tags(HeaderNames.IfNoneMatch, request.Headers.IfNoneMatch) is { } known
            ? Preconditions.Matches(known, current, weakly: true)
            : headers.IfModifiedSince is { } since && Preconditions.ChangedAfter(since, current) == false;
        return isKnown ? StatusCodes.Status304NotModified : StatusCodes.Status200OK;
    }

    /// <summary>Whether ranges count: there is no If-Range, or it names this very version.</summary>
    public static bool RangeCounts(HttpRequest request, ResourceVersion current, DateTimeOffset now)
    {
        var condition = request.GetTypedHeaders().IfRange;
        if (condition is null)
        {
            return request.Headers.IfRange.Count == 0;
        }

        if (condition.EntityTag is { } tag)
        {
            return !tag.IsWeak && current.Tag is { } own && tag.Tag == Preconditions.Quoted(own);
        }

        // A date says something about a version only when the second it names has passed.
        return current.ModifiedAt is { } modified
            && condition.LastModified == Preconditions.WholeSeconds(modified) && now - modified > TimeSpan.FromSeconds(1);
    }

    /// <summary>The tags of a header; null when it is not there.</summary>
    /// <exception cref="RefusedRequestException">They cannot be read.</exception>
    public static IReadOnlyList<string>? Tags(string name, StringValues header)
    {
        if (header.Count == 0)
        {
            return null;
        }

        if (header.ToString().Trim() == Preconditions.Any)
        {
            return [Preconditions.Any];
        }

        return EntityTagHeaderValue.TryParseStrictList([.. header.OfType<string>()], out var tags)
            && tags.Count > 0 && tags.All(t => t.Tag != Preconditions.Any)
            ? [.. tags.Select(t => t.ToString())]
            : throw RefusedRequestException.Invalid($"The header {name} is '{header}'. Send entity tags in quotes, separated by commas, or * alone.");
    }

    private static DateTimeOffset Date(string name, StringValues header) => HeaderUtilities.TryParseDate(header.ToString(), out var date)
        ? date
        : throw RefusedRequestException.Invalid($"The header {name} is '{header}'. Send a date as HTTP writes it, for example Wed, 25 Nov 2026 00:20:00 GMT.");
}
