using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Tentacle.Contracts;
using Tentacle.Platform.Storage;

namespace Tentacle.Agent.Http.Errors;

/// <summary>Turns unhandled exceptions and bare status codes into problem+json.</summary>
internal sealed partial class ErrorResponses(RequestDelegate next, ILogger<ErrorResponses> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller has disconnected, so there is no need for an answer.
            return;
        }
        catch (RefusedRequestException e) when (!http.Response.HasStarted)
        {
            await Problems.Result(http, e.Status, e.Type, e.Title, e.Message).ExecuteAsync(http);
            return;
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            await BadRequest(http, e).ExecuteAsync(http);
            return;
        }
        catch (IOException e) when (e.InnerException is OverflowException && !http.Response.HasStarted)
        {
            // The web server throws this when a chunk size has too many digits. The next request on the connection cannot be separated from the body.
            http.Response.Headers.Connection = "close";
            await Problems.Invalid(
                http,
                "The size of a chunk in the body is not a number that can be read. Send chunks of less than 2 GiB, or a Content-Length.").ExecuteAsync(http);
            return;
        }
        catch (Exception e) when (DiskFull.Is(e) && !http.Response.HasStarted)
        {
            LogRequestFailed(http.Request.Method, http.Request.Path, e);
            await Problems.Result(
                http,
                StatusCodes.Status507InsufficientStorage,
                ProblemTypes.InsufficientStorage,
                "There is no room on the disk",
                $"{e.Message} Free some space, or raise the limit on the size of a file ('ulimit -f') for the agent's account.").ExecuteAsync(http);
            return;
        }
#pragma warning disable CA1031 // The root of a request: what nobody foresaw is logged and answered.
        catch (Exception e) when (!http.Response.HasStarted)
#pragma warning restore CA1031
        {
            LogRequestFailed(http.Request.Method, http.Request.Path, e);
            var version = http.Response.Headers[ApiHeaders.Version];
            http.Response.Clear();
            http.Response.Headers[ApiHeaders.Version] = version;
            await Problems.ForStatus(http, StatusCodes.Status500InternalServerError).ExecuteAsync(http);
            return;
        }

        if (http.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
        {
            await Problems.ForStatus(http, http.Response.StatusCode).ExecuteAsync(http);
        }
    }

    private static JsonHttpResult<Problem> BadRequest(HttpContext http, BadHttpRequestException e)
    {
        if (e.StatusCode != StatusCodes.Status400BadRequest)
        {
            return Problems.ForStatus(http, e.StatusCode);
        }

        return http.GetRouteValue("ticket") is string ticket && !JobTicket.TryParse(ticket, null, out _)
            ? Problems.Result(
                http,
                StatusCodes.Status400BadRequest,
                ProblemTypes.InvalidTicket,
                "The ticket is not valid",
                $"'{ticket}' is not a ticket. {JobTicket.Rule}")
            : Problems.Invalid(http, $"{e.Message} Check the parameter against the API's description.");
    }

    [LoggerMessage(2010, LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogRequestFailed(string method, string path, Exception exception);
}
