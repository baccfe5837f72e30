using System.Net;
using Tentacle.Contracts;

namespace Tentacle.Client;

/// <summary>
/// Retries repeatable calls after network errors. The first try has no time limit. Later ones follow after a random delay that doubles, until the budget is
/// spent. An answer from the agent is final, except 502, 503 and 504.
/// </summary>
internal sealed class CallRetry(Func<TimeSpan> budget, TimeProvider time)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(15);

    public async Task<HttpResponseMessage> SendAsync(Func<Task<HttpResponseMessage>> send, bool mayRepeat, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            TimeSpan? askedFor = null;
            try
            {
                var response = await send();
                if (!mayRepeat || !IsPassing(response) || !HasTime(started, attempt, askedFor = RetryAfter(response)))
                {
                    return response;
                }

                response.Dispose();
            }
            catch (Exception e) when (mayRepeat && IsNetworkError(e) && !cancellationToken.IsCancellationRequested && HasTime(started, attempt, null))
            {
                // The next try succeeds, or fails with its own error.
            }

            await Task.Delay(askedFor ?? Within(started, Delay(attempt)), time, cancellationToken);
        }
    }

    /// <summary>
    /// True when the network failed and not one of the two peers, so that another try may succeed. The caller checks first whether it has canceled the call.
    /// </summary>
    // When the connection breaks while a request waits for 100-continue, the request ends as canceled although no caller canceled it.
    public static bool IsNetworkError(Exception e) =>
        e is HttpRequestException or HttpIOException or IOException or OperationCanceledException && TrustErrors.Find(e) is null;

    // A report of bad health is the requested content, whatever its status.
    private static bool IsPassing(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
        && response.Content.Headers.ContentType?.MediaType != ApiHeaders.HealthJson;

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
        _ => null,
    };

    private bool HasTime(long started, int attempt, TimeSpan? askedFor) =>
        time.GetElapsedTime(started) + (askedFor ?? TimeSpan.Zero) < budget() && attempt < int.MaxValue;

    // The last try starts when the budget ends, not after it.
    private TimeSpan Within(long started, TimeSpan delay)
    {
        var left = budget() - time.GetElapsedTime(started);
        return left <= TimeSpan.Zero ? TimeSpan.Zero : delay < left ? delay : left;
    }

    // Full jitter, so that callers that failed together do not retry together.
    internal static TimeSpan Delay(int attempt) =>
        Random.Shared.NextDouble() * TimeSpan.FromMilliseconds(
            Math.Min(FirstDelay.TotalMilliseconds * Math.Pow(2, Math.Min(attempt, 20)), MaxDelay.TotalMilliseconds));
}
