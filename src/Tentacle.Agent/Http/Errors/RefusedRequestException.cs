using Microsoft.AspNetCore.Http;
using Tentacle.Contracts;

namespace Tentacle.Agent.Http.Errors;

/// <summary>Thrown for a request that is malformed, or whose conditions do not hold. <see cref="ErrorResponses"/> turns it into a problem.</summary>
internal sealed class RefusedRequestException(int status, string type, string title, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    /// <summary>One of <see cref="ProblemTypes"/>.</summary>
    public string Type { get; } = type;

    public string Title { get; } = title;

    public static RefusedRequestException Invalid(string detail) =>
        new(StatusCodes.Status400BadRequest, ProblemTypes.InvalidRequest, "The request is not valid", detail);

    public static RefusedRequestException InvalidCursor(string cursor, string why) =>
        new(StatusCodes.Status400BadRequest, ProblemTypes.InvalidCursor, "The cursor is not valid", $"'{cursor}' {why}");

    public static RefusedRequestException PreconditionFailed(string detail) =>
        new(StatusCodes.Status412PreconditionFailed, ProblemTypes.PreconditionFailed, "A condition does not hold", detail);
}
