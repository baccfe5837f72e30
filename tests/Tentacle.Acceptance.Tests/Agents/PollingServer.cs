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

namespace Tentacle.Acceptance.Tests.Agents;

/// <summary>A server that agents poll: a real one, in this process, with the hub that other servers put into theirs.</summary>
public sealed class PollingServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PollingServer(WebApplication app)
    {
        _app = app;
        Port = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
    }

    /// <summary>Known when it is stopped, too.</summary>
    public int Port { get; }

    public ITentacleHub Hub => _app.Services.GetRequiredService<ITentacleHub>();

    /// <param name="certificate">Its own.</param>
    /// <param name="agents">Who may poll it; can be changed at any time.</param>
    /// <param name="at">Port 0 for any.</param>
    public static async Task<PollingServer> StartAsync(TestCertificate certificate, IDictionary<SubscriptionId, Thumbprint> agents, IPEndPoint? at = null, Action<TentaclePollingOptions>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(at ?? new IPEndPoint(IPAddress.Loopback, 0), endpoint => endpoint.UseTentaclePolling(certificate.Certificate)));
        builder.Services.AddTentaclePolling(configure).AddSingleton<IPollingAgents>(new Register(agents));
        var app = builder.Build();
        app.MapTentaclePolling();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new PollingServer(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class Register(IDictionary<SubscriptionId, Thumbprint> agents) : IPollingAgents
    {
        public ValueTask<Thumbprint?> FindThumbprintAsync(SubscriptionId subscription, CancellationToken cancellationToken) =>
            ValueTask.FromResult(agents.TryGetValue(subscription, out var thumbprint) ? thumbprint : (Thumbprint?)null);
    }
}
