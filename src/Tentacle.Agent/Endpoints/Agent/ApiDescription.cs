using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tentacle.Agent.Http.Responses;
using Tentacle.Contracts;

namespace Tentacle.Agent.Endpoints.Agent;

/// <summary>
/// The metadata that describes a route in addition to its signature and its comments. <c>openapi/tentacle.v1.json</c> is generated from all of them. The
/// errors of every route (401, 500) and the header <c>Tentacle-Version</c> are added automatically.
/// </summary>
internal static class ApiDescription
{
    /// <summary>Declares the errors of the route under one status.</summary>
    /// <param name="route">The route.</param>
    /// <param name="status">The status.</param>
    /// <param name="types">All <see cref="ProblemTypes"/> that can have this status.</param>
    public static RouteHandlerBuilder Problem(this RouteHandlerBuilder route, int status, params string[] types) =>
        route.Produces<Problem>(status, ApiHeaders.ProblemJson).WithMetadata(new ProblemsOfStatus(status, types));

    /// <summary>Declares a request body of bytes, which parameter binding does not read, and which may have any media type.</summary>
    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder route, string mediaType, string description) =>
        route.WithMetadata(new TakenBytes(mediaType, description));

    /// <summary>Declares a change that supports conditional requests. The answer is 412 when a condition does not hold.</summary>
    public static RouteHandlerBuilder Conditional(this RouteHandlerBuilder route) => route
        .Problem(StatusCodes.Status412PreconditionFailed, ProblemTypes.PreconditionFailed)
        .Reads("If-Match", "If-None-Match", "If-Unmodified-Since");

    /// <summary>Declares a long text answer, which is compressed if the caller accepts that.</summary>
    public static RouteHandlerBuilder Compresses(this RouteHandlerBuilder route) => route
        .WithMetadata(Compressible.Instance)
        .Reads("Accept-Encoding")
        .Sends(StatusCodes.Status200OK, "Vary").MaySend(StatusCodes.Status200OK, "Content-Encoding");

    /// <summary>Declares the request headers that the route reads.</summary>
    public static RouteHandlerBuilder Reads(this RouteHandlerBuilder route, params string[] headers) => route.WithMetadata(new ReadHeaders(headers));

    /// <summary>Declares headers that every answer with the status has.</summary>
    public static RouteHandlerBuilder Sends(this RouteHandlerBuilder route, int status, params string[] headers) =>
        route.WithMetadata(new SentHeaders(status, headers, Always: true));

    /// <summary>Declares headers that some answers with the status have.</summary>
    public static RouteHandlerBuilder MaySend(this RouteHandlerBuilder route, int status, params string[] headers) =>
        route.WithMetadata(new SentHeaders(status, headers, Always: false));
}

internal sealed record ProblemsOfStatus(int Status, IReadOnlyList<string> Types);

internal sealed record TakenBytes(string MediaType, string Description);

internal sealed record ReadHeaders(IReadOnlyList<string> Names);

internal sealed record SentHeaders(int Status, IReadOnlyList<string> Names, bool Always);
