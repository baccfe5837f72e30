using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Tentacle.Agent.Http.Errors;
using Tentacle.Contracts;

namespace Tentacle.Agent.Http.Requests;

/// <summary>The conditions of a request (RFC 9110, 13). They are parsed strictly, and evaluated in the order of 13.2.2.</summary>
internal static class RequestConditions
{
    /// <summary>The conditions for a change. If-Modified-Since applies to reading only, so it is ignored here, as the RFC requires.</summary>
    /// <exception cref="RefusedRequestException">A header is malformed. A change must not depend on a condition that is understood only in part.</exception>
    public static Preconditions ForChange(HttpRequest request) => new()
    {
        IfMatch = Tags(HeaderNames.IfMatch, request.Headers.IfMatch),
        IfNoneMatch = Tags(HeaderNames.IfNoneMatch, request.Headers.IfNoneMatch),
        IfUnmodifiedSince = request.Headers.IfUnmodifiedSince is { Count: > 0 } date ? Date(HeaderNames.IfUnmodifiedSince, date) : null,
    };

    /// <summary>Rejects a change whose conditions do not hold.</summary>
    /// <param name="request">The request.</param>
    /// <param name="current">Returns the current version, or null when the resource does not exist. Called only when there is a condition.</param>
    /// <param name="what">The name of the resource in messages.</param>
    /// <exception cref="RefusedRequestException">The conditions do not hold, or are malformed.</exception>
    public static void Require(HttpRequest request, Func<ResourceVersion?> current, string what)
    {
        if (ForChange(request) is { IsEmpty: false } conditions && conditions.FindFailure(current(), what) is { } failure)
        {
            throw RefusedRequestException.PreconditionFailed(failure);
        }
    }

    /// <summary>The status of the answer: 200, or 304 when the caller has this version.</summary>
    /// <param name="request">A request with GET or HEAD.</param>
    /// <param name="current">The version that would be sent.</param>
    /// <param name="what">The name of the resource in messages.</param>
    /// <exception cref="RefusedRequestException">A condition requires another version, or is malformed.</exception>
    public static int ForReading(HttpRequest request, ResourceVersion current, string what)
    {
        // Malformed dates are ignored when reading. At worst the caller receives a version that it already has.
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

    /// <summary>True when Range applies: there is no If-Range, or it names exactly this version.</summary>
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

        // A date identifies a version only after its second has passed, because the file may change again within that second.
        return current.ModifiedAt is { } modified
            && condition.LastModified == Preconditions.WholeSeconds(modified) && now - modified > TimeSpan.FromSeconds(1);
    }

    /// <summary>The tags of a header. Null when the header is missing.</summary>
    /// <exception cref="RefusedRequestException">The header is malformed.</exception>
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
