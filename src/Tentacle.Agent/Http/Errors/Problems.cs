using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Agent.Http.Errors;

/// <summary>The error answers of the API (RFC 9457). Each one contains the reason, the value and the remedy.</summary>
internal static class Problems
{
    public static JsonHttpResult<Problem> Result(
        HttpContext http,
        int status,
        string slug,
        string title,
        string detail,
        IReadOnlyList<ProblemError>? errors = null) =>
        TypedResults.Json(Describe(http, status, slug, title, detail, errors), ReadableApiJson.Default.Problem, ApiHeaders.ProblemJson, status);

    public static JsonHttpResult<Problem> Invalid(HttpContext http, string detail, IReadOnlyList<ProblemError>? errors = null) =>
        Result(http, StatusCodes.Status400BadRequest, ProblemTypes.InvalidRequest, "The request is not valid", detail, errors);

    public static JsonHttpResult<Problem> JobNotFound(HttpContext http, JobTicket ticket) =>
        Result(http, StatusCodes.Status404NotFound, ProblemTypes.JobNotFound, "There is no such job", $"No job has the ticket '{ticket}'. "
            + "It was never submitted here, or it was deleted.");

    public static JsonHttpResult<Problem> PreconditionFailed(HttpContext http, string detail) =>
        Result(http, StatusCodes.Status412PreconditionFailed, ProblemTypes.PreconditionFailed, "A condition does not hold", detail);

    public static JsonHttpResult<Problem> InvalidCursor(HttpContext http, string cursor, string why) =>
        Result(http, StatusCodes.Status400BadRequest, ProblemTypes.InvalidCursor, "The cursor is not valid", $"'{cursor}' {why} Use 0 or a cursor that this "
            + "agent gave.");

    public static JsonHttpResult<Problem> UnsupportedMediaType(HttpContext http, string expected) =>
        Result(
            http,
            StatusCodes.Status415UnsupportedMediaType,
            ProblemTypes.UnsupportedMediaType,
            "The body's media type is not supported",
            $"'{http.Request.ContentType}' cannot be read here. Send {expected}.");

    public static JsonHttpResult<Problem> TooLarge(HttpContext http, long limit) =>
        Result(http, StatusCodes.Status413PayloadTooLarge, ProblemTypes.TooLarge, "The body is too large", $"The JSON is longer than {limit} bytes. "
            + "Send large content as multipart/form-data parts named 'file'.");

    /// <summary>The problem for a bare status code: an unknown route, a wrong method, a failure.</summary>
    public static JsonHttpResult<Problem> ForStatus(HttpContext http, int status) => status switch
    {
        StatusCodes.Status404NotFound => Result(
            http,
            status,
            ProblemTypes.NotFound,
            "There is nothing here",
            $"'{http.Request.Path}' is not a route of this API. GET {ApiRoutes.OpenApi} lists them all."),
        StatusCodes.Status405MethodNotAllowed => Result(
            http,
            status,
            ProblemTypes.MethodNotAllowed,
            "The method is not allowed here",
            $"'{http.Request.Method}' is not allowed on '{http.Request.Path}'. Allowed: {http.Response.Headers.Allow}."),
        StatusCodes.Status413PayloadTooLarge => TooLarge(http, ApiLimits.JsonBytes),
        StatusCodes.Status415UnsupportedMediaType => UnsupportedMediaType(http, "a media type that the API's description names for this route"),
        StatusCodes.Status401Unauthorized => CertificateRequired(http),
        >= 500 => Result(
            http,
            status,
            ProblemTypes.InternalError,
            "The agent failed",
            "The agent could not answer this request. Its log says more under the traceId."),
        _ => Result(
            http,
            status,
            ProblemTypes.InvalidRequest,
            "The request is not valid",
            "The request could not be understood. Check it against the API's description."),
    };

    public static JsonHttpResult<Problem> CertificateRequired(HttpContext http) =>
        Result(http, StatusCodes.Status401Unauthorized, ProblemTypes.CertificateRequired, "A client certificate is required", "This connection presented no "
            + "certificate. Connect with the certificate of a server that this Tentacle trusts.");

    public static JsonHttpResult<Problem> RoleNotAllowed(HttpContext http) =>
        Result(http, StatusCodes.Status403Forbidden, ProblemTypes.RoleNotAllowed, "A monitor may not do this", "This certificate is trusted as a monitor, "
            + $"which may read {ApiRoutes.Root}, {ApiRoutes.Livez}, {ApiRoutes.Readyz}, {ApiRoutes.Health} and {ApiRoutes.Metrics}. "
            + "For more, trust it as a server: tentacle configure --trust THUMBPRINT");

    private static Problem Describe(HttpContext http, int status, string slug, string title, string detail, IReadOnlyList<ProblemError>? errors) => new()
    {
        Type = ProblemTypes.UriOf(slug),
        Title = title,
        Status = status,
        Detail = VisibleText.Escape(detail),
        Instance = http.Request.Path,
        TraceId = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier,
        Errors = errors is null ? null : [.. errors.Select(error => new ProblemError(VisibleText.Escape(error.Pointer), VisibleText.Escape(error.Detail)))],
    };
}
