using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tentacle.Client.Hosting;
using Tentacle.Contracts;
using Tentacle.Testing;

namespace Tentacle.Soak.Agents;

/// <summary>The server that agents poll, in this process.</summary>
internal sealed class PollingHub : IPollingAgents, IAsyncDisposable
{
    private readonly ConcurrentDictionary<SubscriptionId, Thumbprint> _registered = new();
    private WebApplication _app = null!;

    public int Port { get; private set; }

    public ITentacleHub Hub => _app.Services.GetRequiredService<ITentacleHub>();

    public static async Task<PollingHub> StartAsync(TestCertificate certificate, CancellationToken cancellationToken)
    {
        var hub = new PollingHub();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.UseTentaclePolling(certificate.Certificate)));

        // An agent whose connection was cut comes back within 20 s, and once more when it is cut again.
        builder.Services.AddTentaclePolling(o => o.WaitForAgent = TimeSpan.FromSeconds(90)).AddSingleton<IPollingAgents>(hub);
        hub._app = builder.Build();
        hub._app.MapTentaclePolling();
        await hub._app.StartAsync(cancellationToken);
        hub.Port = new Uri(hub._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        return hub;
    }

    public void Register(SubscriptionId subscription, string thumbprint) => _registered[subscription] = Thumbprint.Parse(thumbprint, null);

    public bool IsConnected(SubscriptionId subscription) => Hub.List().Any(a => a.Subscription == subscription && a.Connections > 0);

    public ValueTask<Thumbprint?> FindThumbprintAsync(SubscriptionId subscription, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_registered.TryGetValue(subscription, out var thumbprint) ? thumbprint : (Thumbprint?)null);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
