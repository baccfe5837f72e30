
namespace Tentacle.Manager.Authentication;

/// <summary>Adds the security headers to every answer: no foreign content, no inline script, no frame around our pages, no leak of the token.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    // Components use style attributes for their position, and the theme is a style element. Therefore styles may be inline, but scripts may not.
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

    // Our static files have their own caching headers. Every other answer contains data of this machine.
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
