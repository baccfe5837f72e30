
namespace Tentacle.Manager.Authentication;

/// <summary>Rejects other accounts of this machine, which can connect, too. Without the session's cookie, every path except <c>/start</c> gets 401.</summary>
internal sealed class SessionGate(RequestDelegate next, Session session, OneTimeToken token)
{
    public const string StartPath = "/start";

    public Task InvokeAsync(HttpContext http)
    {
        if (http.Request.Path == StartPath && HttpMethods.IsGet(http.Request.Method))
        {
            return StartAsync(http);
        }

        return session.Includes(http.Request) ? next(http) : RefuseAsync(http);
    }

    private Task StartAsync(HttpContext http)
    {
        if (!token.TryUse(http.Request.Query["token"]))
        {
            return session.Includes(http.Request) ? EnterAsync(http) : RefuseAsync(http);
        }

        session.Begin(http);
        return EnterAsync(http);
    }

    // A redirect would still count as a request from the forwarding file, for which browsers do not send a strict cookie. Therefore the page itself navigates
    // on.
    private static Task EnterAsync(HttpContext http)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(
            """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Tentacle Manager</title><meta http-equiv="refresh" content="0;url=/"></head><body></body></html>""",
            http.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(
            """
            <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>Tentacle Manager</title></head>
            <body><main><h1>This page needs a fresh start</h1>
            <p>Only the browser that <code>tentacle manager</code> opened may use this page, and the link works once and for a minute.</p>
            <p>Run <code>tentacle manager</code> again.</p></main></body></html>
            """,
            http.RequestAborted);
    }
}
