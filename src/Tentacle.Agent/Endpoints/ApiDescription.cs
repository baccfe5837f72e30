using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tentacle.Agent.Responses;
using Tentacle.Contracts;

namespace Tentacle.Agent.Endpoints;

/// <summary>
/// What a route tells of itself beside its signature and its comments; <c>openapi/tentacle.v1.json</c> is made of it. The refusals of every route (401, 500)
/// and the header <c>Tentacle-Version</c> need no mention.
/// </summary>
internal static class ApiDescription
{
    /// <summary>The errors that the route answers with under one status.</summary>
    /// <param name="route">The route.</param>
    /// <param name="status">The status.</param>
    /// <param name="types">All of <see cref="ProblemTypes"/> that can come with it.</param>
    public static RouteHandlerBuilder Problem(this RouteHandlerBuilder route, int status, params string[] types) =>
        route.Produces<Problem>(status, ApiHeaders.ProblemJson).WithMetadata(new ProblemsOfStatus(status, types));

    /// <summary>A body of bytes, which binding does not read and no media type restricts.</summary>
    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder route, string mediaType, string description) => route.WithMetadata(new TakenBytes(mediaType, description));

    /// <summary>A change that can be made to depend on what is there: 412 when it is something else.</summary>
    public static RouteHandlerBuilder Conditional(this RouteHandlerBuilder route) => route
        .Problem(StatusCodes.Status412PreconditionFailed, ProblemTypes.PreconditionFailed)
        .Heeds("If-Match", "If-None-Match", "If-Unmodified-Since");

    /// <summary>Text of some length, which is compressed where the caller accepts that.</summary>
    public static RouteHandlerBuilder Compresses(this RouteHandlerBuilder route) => route
        .WithMetadata(Compressible.Instance)
        .Heeds("Accept-Encoding")
        .Sends(StatusCodes.Status200OK, "Vary").MaySend(StatusCodes.Status200OK, "Content-Encoding");

    /// <summary>Headers that the route heeds.</summary>
    public static RouteHandlerBuilder Heeds(this RouteHandlerBuilder route, params string[] headers) => route.WithMetadata(new HeededHeaders(headers));

    /// <summary>Headers that come with every answer of a status.</summary>
    public static RouteHandlerBuilder Sends(this RouteHandlerBuilder route, int status, params string[] headers) =>
        route.WithMetadata(new SentHeaders(status, headers, Always: true));

    /// <summary>Headers that come with some answers of a status.</summary>
    public static RouteHandlerBuilder MaySend(this RouteHandlerBuilder route, int status, params string[] headers) =>
        route.WithMetadata(new SentHeaders(status, headers, Always: false));
}

internal sealed record ProblemsOfStatus(int Status, IReadOnlyList<string> Types);

internal sealed record TakenBytes(string MediaType, string Description);

internal sealed record HeededHeaders(IReadOnlyList<string> Names);

internal sealed record SentHeaders(int Status, IReadOnlyList<string> Names, bool Always);
