using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Client;

/// <summary>
/// Sends calls to one agent. Network errors are retried, the agent's rejections are thrown with its reason, and failed connections are explained.
/// </summary>
internal sealed class AgentCalls : IDisposable
{
    private const int RefusalsThatConvince = 3;

    // A page of a thousand jobs has a few megabytes. The limit keeps an endless answer from filling the caller's memory.
    private const long MaxAnswerLength = 64L * 1024 * 1024;
    private const long MaxProblemLength = 1024 * 1024;
    private readonly HttpClient _http;
    private readonly AgentPeer _peer;
    private readonly CallRetry _retry;
    private bool _answered;
    private int _refusals;

    public AgentCalls(HttpClient http, AgentPeer peer)
    {
        (_http, _peer) = (http, peer);
        _retry = new CallRetry(() => _answered ? peer.RetryBudget : peer.FirstContactBudget, peer.Time);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Sends a call and reads its whole answer. A connection that breaks in the middle of the answer is retried, too.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, Action<HttpRequestMessage>? prepare, CancellationToken cancellationToken) =>
        RetryAsync(() => TryAsync(method, path, prepare, cancellationToken), cancellationToken);

    /// <summary>Sends a call whose answer is read as a stream. The caller handles a break in the middle of the answer.</summary>
    public Task<HttpResponseMessage> OpenAsync(string path, Action<HttpRequestMessage> prepare, CancellationToken cancellationToken) =>
        RetryAsync(() => BeginAsync(HttpMethod.Get, path, prepare, cancellationToken), cancellationToken);

    private async Task<HttpResponseMessage> RetryAsync(Func<Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        try
        {
            var response = await _retry.SendAsync(send, mayRepeat: true, cancellationToken);
            if (response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType == ApiHeaders.HealthJson)
            {
                return response;
            }

            using (response)
            {
                throw new TentacleProblemException(await ProblemOfAsync(response, cancellationToken));
            }
        }
        catch (Exception e) when (e is HttpRequestException || (CallRetry.IsNetworkError(e) && !cancellationToken.IsCancellationRequested))
        {
            // On a slow machine the time is up before enough refusals convinced.
            throw TrustErrors.Find(e) is null && IsRefused(e) ? Refused(e) : Explain(e);
        }
    }

    public async Task<HttpResponseMessage> TryAsync(HttpMethod method, string path, Action<HttpRequestMessage>? prepare, CancellationToken cancellationToken)
    {
        var response = await BeginAsync(method, path, prepare, cancellationToken);
        try
        {
            // An answer to HEAD has the length that GET would have, but no content to buffer.
            if (method != HttpMethod.Head)
            {
                await response.Content.LoadIntoBufferAsync(MaxAnswerLength, cancellationToken);
            }

            return response;
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            response.Dispose();
            throw new TentacleConnectionException(
                $"{_peer.Name} answered with more than {MaxAnswerLength} bytes, which no agent does. Check what answers at this address.",
                e);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async Task<HttpResponseMessage> BeginAsync(HttpMethod method, string path, Action<HttpRequestMessage>? prepare, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(method, new Uri(path, UriKind.Relative))
        {
            Version = _http.DefaultRequestVersion,
            VersionPolicy = _http.DefaultVersionPolicy,
        };
        prepare?.Invoke(message);
        try
        {
            var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            _answered = true;
            return response;
        }
        catch (HttpRequestException e) when (IsRefused(e) && ++_refusals >= RefusalsThatConvince)
        {
            // An agent that has never answered and repeatedly closes the connection after the handshake does not trust our certificate.
            throw Refused(e);
        }
    }

    private bool IsRefused(Exception error) => !_answered && _peer.Certificate is not null && error is HttpRequestException e && TrustErrors.IsRefusal(e);

    public Exception Explain(Exception error) =>
        (Exception?)TrustErrors.Find(error) ?? new TentacleConnectionException($"{_peer.Name} could not be reached: {TrustErrors.Reason(error)}", error);

    private TentacleTrustException Refused(Exception error)
    {
        var own = Thumbprint.Sha256Of(_peer.Certificate!);
        return new TentacleTrustException(
            $"The agent at {_peer.Name} ended the connection before it answered: it does not trust the certificate {own}. On that machine run: "
            + $"tentacle configure --trust {own}", error);
    }

    public static async Task<Problem> ProblemOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await response.Content.LoadIntoBufferAsync(MaxProblemLength, cancellationToken);
            if (response.Content.Headers.ContentType?.MediaType == ApiHeaders.ProblemJson
                && await response.Content.ReadFromJsonAsync(ApiJson.Default.Problem, cancellationToken) is { } problem)
            {
                return problem;
            }
        }
        catch (Exception e) when (e is JsonException or HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded })
        {
            // The answer does not come from an agent, so only its status is known.
        }

        return new Problem
        {
            Status = (int)response.StatusCode,
            Title = "Unexpected answer",
            Detail = $"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode} {response.ReasonPhrase}, and not as a Tentacle does. "
                + "Check the address, and whether a proxy or load balancer answers in its place.",
        };
    }

    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            if (response.StatusCode != HttpStatusCode.NoContent && await response.Content.ReadFromJsonAsync(type, cancellationToken) is { } value)
            {
                return value;
            }
        }
        catch (JsonException e)
        {
            throw new TentacleConnectionException(
                $"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode} with content that cannot be read: "
                + $"{e.Message} Check that it is a Tentacle that answers there.",
                e);
        }

        throw new TentacleConnectionException(
            $"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode} without the content that was expected.");
    }
}
