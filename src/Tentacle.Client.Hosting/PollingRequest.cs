using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tentacle.Contracts;

namespace Tentacle.Client.Hosting;

/// <summary>The request of an agent to reverse its connection.</summary>
internal sealed record PollingRequest(SubscriptionId Subscription, string Run, X509Certificate2 Certificate)
{
    private const int MaxRun = 64;

    /// <summary>Reads the request; null on success, otherwise the reason for the rejection.</summary>
    public static PollingRefusal? Read(HttpContext http, out PollingRequest? request)
    {
        request = null;
        if (http.Connection.ClientCertificate is not { } certificate)
        {
            return PollingRefusal.NoCertificate();
        }

        if (http.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } || !http.Request.Headers.Upgrade.Contains(PollingProtocol.Upgrade))
        {
            return PollingRefusal.NoUpgrade();
        }

        var text = http.Request.Headers[PollingProtocol.Subscription].ToString();
        if (!SubscriptionId.TryParse(text, null, out var subscription))
        {
            return PollingRefusal.Invalid($"The header {PollingProtocol.Subscription} is '{text}'. {SubscriptionId.Rule}");
        }

        var run = http.Request.Headers[PollingProtocol.AgentRun].ToString();
        if (run.Length is 0 or > MaxRun)
        {
            return PollingRefusal.Invalid(
                $"The header {PollingProtocol.AgentRun} has {run.Length} characters. Send 1 to {MaxRun}, random for each start of the agent.");
        }

        request = new PollingRequest(subscription, run, certificate);
        return null;
    }
}
