using System.Net.Http.Headers;
using Microsoft.AspNetCore.Antiforgery;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Instances.Settings;
using Tentacle.Manager.Model.Instances;

namespace Tentacle.Manager.Api;

/// <summary>
/// Forwards the agent's API for the API page, and serves logs as files. A request is forwarded unchanged to the agent's local socket, but only from our own
/// pages. Requests that change something also need the antiforgery header.
/// </summary>
internal static class AgentApi
{
    public const string AntiforgeryHeader = "Tentacle-Manager-Token";
    internal static readonly string[] KeptRequestHeaders =
    [
        "Accept", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range", "Range", "Prefer", "Idempotency-Key",
        "Last-Event-ID", "traceparent",
        "Upload-Offset", "Upload-Complete", "Upload-Length", "Repr-Digest", "Content-Digest", "Want-Repr-Digest",
    ];

    private static readonly string[] HopHeaders =
        ["Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "Server", "Set-Cookie", "Content-Security-Policy", "Strict-Transport-Security"];

    public static void MapAgentApi(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/agent/token", Token);
        routes.Map("/agent/{instance}/api/v1/{**rest}", ForwardAsync);
        routes.MapGet("/agent/{instance}/jobs/{ticket}/log.txt", DownloadLogAsync);
    }

    private static Dictionary<string, string?> Token(HttpContext http, IAntiforgery antiforgery) =>
        new() { ["header"] = AntiforgeryHeader, ["token"] = antiforgery.GetAndStoreTokens(http).RequestToken };

    private static async Task ForwardAsync(HttpContext http, string instance, InstanceCatalog catalog, IAntiforgery antiforgery, CallAudit audit)
    {
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method) && !await antiforgery.IsRequestValidAsync(http))
        {
            await TypedResults.Problem(
                $"The header {AntiforgeryHeader} is missing or old. Open the API page again.",
                statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(http);
            return;
        }

        var path = http.Request.Path.Value![$"/agent/{instance}".Length..];
        using var message = new HttpRequestMessage(new HttpMethod(http.Request.Method), new Uri(path + http.Request.QueryString, UriKind.Relative));
        if (http.Request.ContentLength > 0 || http.Request.Headers.TransferEncoding.Count > 0)
        {
            message.Content = new StreamContent(http.Request.Body);
            Copy("Content-Type", message.Content.Headers);
            Copy("Content-Length", message.Content.Headers);
        }

        message.Headers.Add(ApiHeaders.OnBehalfOf, CallAudit.Account);
        foreach (var name in KeptRequestHeaders)
        {
            Copy(name, message.Headers);
        }

        var status = await SendAsync(http, instance, catalog, message);
        audit.Record(instance, http.Request.Method, path, status);

        void Copy(string name, HttpHeaders headers)
        {
            if (http.Request.Headers.TryGetValue(name, out var values))
            {
                headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }
    }

    private static async Task DownloadLogAsync(HttpContext http, string instance, string ticket, InstanceCatalog catalog)
    {
        if (!JobTicket.TryParse(ticket, null, out var name))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(ApiRoutes.JobLog(name), UriKind.Relative));
        message.Headers.Accept.ParseAdd(ApiHeaders.PlainText);
        await SendAsync(http, instance, catalog, message);
    }

    private static async Task<int> SendAsync(HttpContext http, string instance, InstanceCatalog catalog, HttpRequestMessage message)
    {
        try
        {
            if (catalog.Find(instance) is not { } found)
            {
                throw new SettingsException($"There is no instance named '{instance}' on this machine.");
            }

            using var agent = LocalSocket.CreateHttpClient(found.HomeOf(found.Settings.Load()).LocalSocket);
            using var response = await agent.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, http.RequestAborted);
            await AnswerAsync(http, response);
            return http.Response.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or SettingsException && !http.Response.HasStarted)
        {
            await TypedResults.Problem(
                $"The agent of '{instance}' could not be asked: {e.Message} Start it, then try again.",
                statusCode: StatusCodes.Status502BadGateway).ExecuteAsync(http);
            return StatusCodes.Status502BadGateway;
        }
    }

    private static async Task AnswerAsync(HttpContext http, HttpResponseMessage response)
    {
        http.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers)
            .Where(header => !HopHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            http.Response.Headers[name] = values.ToArray();
        }

        await using var body = await response.Content.ReadAsStreamAsync(http.RequestAborted);
        var buffer = new byte[64 * 1024];
        while (await body.ReadAsync(buffer, http.RequestAborted) is > 0 and var read)
        {
            await http.Response.Body.WriteAsync(buffer.AsMemory(0, read), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }
}
