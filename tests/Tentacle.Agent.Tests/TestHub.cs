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

namespace Tentacle.Agent.Tests;

/// <summary>A server that is polled, in this process.</summary>
internal sealed class TestHub : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestHub(WebApplication app, TestCertificate certificate) => (_app, Certificate) = (app, certificate);

    public ConcurrentDictionary<SubscriptionId, Thumbprint> Registered { get; private init; } = new();

    public TestCertificate Certificate { get; }

    public ITentacleHub Hub => _app.Services.GetRequiredService<ITentacleHub>();

    public Uri Address => new($"https://localhost:{new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port}/");

    public static async Task<TestHub> StartAsync(Action<TentaclePollingOptions>? configure = null)
    {
        var certificate = TestCertificate.Create("CN=Hub");
        var registered = new ConcurrentDictionary<SubscriptionId, Thumbprint>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.UseTentaclePolling(certificate.Certificate)));
        builder.Services.AddTentaclePolling(configure).AddSingleton<IPollingAgents>(new Register(registered));
        var app = builder.Build();
        app.MapTentaclePolling();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestHub(app, certificate) { Registered = registered };
    }

    public bool IsConnected(SubscriptionId subscription) => Hub.List().Any(a => a.Subscription == subscription && a.IsConnected);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Certificate.Dispose();
    }

    private sealed class Register(ConcurrentDictionary<SubscriptionId, Thumbprint> agents) : IPollingAgents
    {
        public ValueTask<Thumbprint?> FindThumbprintAsync(SubscriptionId subscription, CancellationToken cancellationToken) =>
            ValueTask.FromResult(agents.TryGetValue(subscription, out var thumbprint) ? thumbprint : (Thumbprint?)null);
    }
}
