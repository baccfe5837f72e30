using Microsoft.AspNetCore.Http;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Client.Hosting;

/// <summary>The reason why an agent's connection is not reversed. The agent shows <paramref name="Detail"/> to its administrator.</summary>
internal sealed record PollingRefusal(int Status, string Slug, string Title, string Detail)
{
    public static PollingRefusal NoCertificate() => new(
        StatusCodes.Status401Unauthorized, ProblemTypes.CertificateRequired, "A client certificate is required", "This connection presented no certificate. "
            + "Whatever ends TLS between agent and server must pass it through unopened.");

    public static PollingRefusal NoUpgrade() => new(
        StatusCodes.Status426UpgradeRequired, PollingProblemTypes.UpgradeRequired, "An upgrade is required", "Polling agents connect here, with HTTP/1.1 "
            + $"and 'Upgrade: {PollingProtocol.Upgrade}'. The connection lacked it: a proxy on the way may have removed it.");

    public static PollingRefusal Invalid(string detail) => new(
        StatusCodes.Status400BadRequest, PollingProblemTypes.InvalidSubscription, "The request is not valid", detail);

    public static PollingRefusal Unknown(SubscriptionId subscription, Thumbprint presented) => new(
        StatusCodes.Status403Forbidden, PollingProblemTypes.SubscriptionUnknown, "The subscription is unknown", $"No agent is registered by {subscription}. "
            + $"Register it with the thumbprint {presented}.");

    public static PollingRefusal NotYours(SubscriptionId subscription, Thumbprint presented) => new(
        StatusCodes.Status403Forbidden, PollingProblemTypes.SubscriptionNotYours, "The subscription is another agent's", $"{subscription} is registered for "
            + $"another certificate than {presented}. If the agent got a new one, tell the server.");

    public static PollingRefusal InUse(SubscriptionId subscription) => new(
        StatusCodes.Status409Conflict, PollingProblemTypes.SubscriptionInUse, "The subscription is in use", "Another process is connected as "
            + $"{subscription}. Is this machine a copy? Then give it an identity of its own: run 'tentacle new-certificate', and register it again.");

    public static PollingRefusal TooMany() => new(
        StatusCodes.Status503ServiceUnavailable, PollingProblemTypes.TooManyHandshakes, "Too many agents connect at once", "Many agents connect at this "
            + "moment. Come back after the time in Retry-After.");

    public async Task WriteAsync(HttpContext http)
    {
        http.Response.StatusCode = Status;
        if (Status == StatusCodes.Status426UpgradeRequired)
        {
            http.Response.Headers.Upgrade = PollingProtocol.Upgrade;
        }

        http.Response.Headers.Connection = "close";
        var problem = new Problem { Type = ProblemTypes.Prefix + Slug, Title = Title, Status = Status, Detail = Detail, Instance = PollingProtocol.Path };
        await http.Response.WriteAsJsonAsync(problem, ApiJson.Default.Problem, ApiHeaders.ProblemJson, http.RequestAborted);
    }
}
