using Microsoft.AspNetCore.Http;
using Tentacle.Agent.Doors;
using Tentacle.Agent.Http.Errors;
using Tentacle.Agent.Http.Requests;
using Tentacle.Agent.Identity;
using Tentacle.Contracts;
using Tentacle.Instances.Trust;

namespace Tentacle.Agent.Authentication;

/// <summary>
/// Admits or rejects callers before routing and before any body is read. A caller without a certificate gets only the welcome page and 401. A request
/// that two parsers could read differently is rejected for every caller.
/// </summary>
internal sealed class CallerGate(RequestDelegate next, AgentFacts facts, TrustStore trust)
{
    // Kestrel renames a Content-Length to this header when it comes together with a Transfer-Encoding.
    private const string ShadowedContentLength = "X-Content-Length";

    public async Task InvokeAsync(HttpContext http)
    {
        var isKnown = http.Features.Get<ConnectionTag>()?.Caller is not null;
        if (isKnown)
        {
            http.Response.Headers[ApiHeaders.Version] = facts.Version;
        }

        if (http.Request.Headers.TransferEncoding.Count > 0 && http.Request.Headers.ContainsKey(ShadowedContentLength))
        {
            http.Response.Headers.Connection = "close";
            await Problems.Invalid(
                http,
                "The request has both Content-Length and Transfer-Encoding, which proxies and servers read differently. Send one of them.").ExecuteAsync(http);
            return;
        }

        if (http.Features.Get<ConnectionTag>() is { Certificate: { } certificate } && trust.RoleOf(certificate) != PeerRole.Server
            && !MonitorRoutes.Allow(http.Request.Method, http.Request.Path))
        {
            await Problems.RoleNotAllowed(http).ExecuteAsync(http);
            return;
        }

        await (isKnown ? next(http) : AnswerStrangerAsync(http));
    }

    private async Task AnswerStrangerAsync(HttpContext http)
    {
        // The connection closes after this answer, so that the agent does not wait for the unread body.
        http.Response.Headers.Connection = "close";
        RequestContent.SetLimit(http, 0);

        if (http.Request.Path == "/" && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)))
        {
            await WelcomePage.WriteAsync(http, facts.Certificate);
            return;
        }

        await Problems.CertificateRequired(http).ExecuteAsync(http);
    }
}
