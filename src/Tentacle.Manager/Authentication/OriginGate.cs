
namespace Tentacle.Manager.Authentication;

/// <summary>
/// Admits only requests to our own address and from our own pages, for pages, files and the Blazor hub alike. A foreign name for the loopback address (DNS
/// rebinding), and a form or a WebSocket of another site, get 421.
/// </summary>
internal sealed class OriginGate(RequestDelegate next, AllowedOrigins origins)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (Refusal(http.Request) is { } reason)
        {
            http.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            return http.Response.WriteAsync(reason, http.RequestAborted);
        }

        return next(http);
    }

    private string? Refusal(HttpRequest request)
    {
        if (!origins.IsHost(request.Host.Value ?? ""))
        {
            return "This is not an address of the Manager. Open it with 'tentacle manager'; for a tunnel, start it with --public-origin.";
        }

        var origin = request.Headers.Origin;
        if (origin.Count > 0 && !(origin.Count == 1 && origins.IsOrigin(origin[0] ?? "")))
        {
            return "Another site sent this request.";
        }

        // Browsers send Origin with every request that changes something and with every WebSocket.
        var needsOrigin = request.HttpContext.WebSockets.IsWebSocketRequest || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method));
        return needsOrigin && origin.Count == 0 ? "The header Origin is missing." : null;
    }
}
