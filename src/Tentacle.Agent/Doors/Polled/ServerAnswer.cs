using System.Net;
using System.Text.Json;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Instances.Subscriptions;
using Tentacle.Platform.Text;

namespace Tentacle.Agent.Doors.Polled;

/// <summary>Explains the answer of a server that does not accept the upgrade.</summary>
internal static class ServerAnswer
{
    private const int MaxBodyLength = 64 * 1024;

    public static async Task<PollingException> ExplainAsync(Subscription server, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var problem = await FindProblemAsync(response, cancellationToken);
        var status = $"{(int)response.StatusCode} {ClaimedText.Escape(response.ReasonPhrase ?? "")}".TrimEnd();
        var said = problem is null
            ? $"The server at {server.Address} answered {status}{Content(response)} to {PollingProtocol.Path}, and not as a server that is polled does: "
                + "a load balancer or another web server may answer in its place. Check the address: "
                + $"tentacle server-comms --thumbprint {server.Thumbprint} --style TentacleActive --host HOST --port {PollingProtocol.DefaultPort}"
            : $"The server at {server.Address} refused this agent ({status}): {ClaimedText.Escape(problem.Detail ?? problem.Title ?? "it did not say why")}";
        return new PollingException(said) { RetryAfter = RetryAfter(response) };
    }

    private static string Content(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType is { } type ? $" with {ClaimedText.Escape(type)}" : "";

    private static async Task<Problem?> FindProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != ApiHeaders.ProblemJson)
        {
            return null;
        }

        try
        {
            await response.Content.LoadIntoBufferAsync(MaxBodyLength, cancellationToken);
            return JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellationToken), ApiJson.Default.Problem);
        }
        catch (Exception e) when (e is JsonException or HttpRequestException)
        {
            return null;
        }
    }

    // The limit prevents a server from sending the agent away forever.
    private static TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter?.Delta is { } delta && response.StatusCode != HttpStatusCode.SwitchingProtocols
            ? (delta < MaxDuration ? delta : MaxDuration)
            : null;

    private static readonly TimeSpan MaxDuration = TimeSpan.FromMinutes(10);
}
