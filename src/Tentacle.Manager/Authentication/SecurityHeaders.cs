
namespace Tentacle.Manager.Authentication;

/// <summary>What every answer says to the browser: nothing from elsewhere, no inline script, no frame around us, no trace of the token.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    // Components position themselves with style attributes, and the theme is a style element: styles may be inline, scripts may not.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        http.Response.OnStarting(KeepFromDisk, http);
        return next(http);
    }

    // Our own files say themselves how long they are good; everything else is about this machine.
    private static Task KeepFromDisk(object state)
    {
        var headers = ((HttpContext)state).Response.Headers;
        if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "no-store";
        }

        return Task.CompletedTask;
    }
}
