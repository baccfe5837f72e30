using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tentacle.Client.Hosting;
using Tentacle.Contracts;

namespace Tentacle.Benchmarks;

/// <summary>A server that is polled, and lets in everybody with one certificate.</summary>
internal static class PollingHub
{
    public static WebApplicationBuilder Builder(int port, X509Certificate2 certificate, Thumbprint agents)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, endpoint => endpoint.UseTentaclePolling(certificate)));
        builder.Services.AddTentaclePolling().AddSingleton<IPollingAgents>(new OneCertificate(agents));
        return builder;
    }

    private sealed class OneCertificate(Thumbprint agents) : IPollingAgents
    {
        public ValueTask<Thumbprint?> FindThumbprintAsync(SubscriptionId subscription, CancellationToken cancellationToken) => ValueTask.FromResult<Thumbprint?>(agents);
    }
}
