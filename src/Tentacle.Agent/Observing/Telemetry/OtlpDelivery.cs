using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Tentacle.Core.Jobs.Site;

namespace Tentacle.Agent.Observing.Telemetry;

/// <summary>Sends documents to the collector. Logs once when deliveries begin to fail, and once when they succeed again.</summary>
internal sealed partial class OtlpDelivery(OtlpTarget target, ILogger logger) : IDisposable
{
    private static readonly TimeSpan MaxRequest = TimeSpan.FromSeconds(10);
    private readonly HttpClient _http = new(Handler(target.Proxy)) { BaseAddress = target.Endpoint, Timeout = MaxRequest };
    private volatile bool _fails;

    /// <summary>Sends the document. Returns false when a retry may succeed.</summary>
    public async Task<bool> TryAsync(OtlpDocument document, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, document.Path) { Content = new ReadOnlyMemoryContent(document.End()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in OtlpHeaders.OfThisProcess)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            // The body of the answer is not read, because it could be endless.
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            Record(response.IsSuccessStatusCode ? null : $"it answered {(int)response.StatusCode} {response.ReasonPhrase} to {document.Path}");
            return response.IsSuccessStatusCode || !IsPassing(response.StatusCode);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Record(e is OperationCanceledException ? $"it did not answer within {MaxRequest.TotalSeconds} s" : e.Message);
            return false;
        }
    }

    public void Dispose() => _http.Dispose();

    // The specification names these four as retryable. A document that is refused for another reason would be refused again.
    private static bool IsPassing(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private static SocketsHttpHandler Handler(JobProxy proxy) => new()
    {
        UseProxy = proxy.UseDefault || proxy.Host is not null,
        Proxy = proxy.Address is null ? null : new WebProxy(proxy.Address)
        {
            Credentials = proxy.Username is null ? null : new NetworkCredential(proxy.Username, proxy.Password),
        },
        PooledConnectionLifetime = TimeSpan.FromMinutes(15),
    };

    private void Record(string? reason)
    {
        if (reason is not null && !_fails)
        {
            LogFails(target.Endpoint.AbsoluteUri, reason);
        }
        else if (reason is null && _fails)
        {
            LogWorks(target.Endpoint.AbsoluteUri);
        }

        _fails = reason is not null;
    }

    [LoggerMessage(6100, LogLevel.Warning, "Telemetry cannot be delivered to {Endpoint}: {Reason}. It is tried again; what is too much to keep is dropped")]
    private partial void LogFails(string endpoint, string reason);

    [LoggerMessage(6101, LogLevel.Information, "Telemetry is delivered to {Endpoint} again")]
    private partial void LogWorks(string endpoint);
}
