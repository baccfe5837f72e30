using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tentacle.Contracts;

namespace Tentacle.Client.Hosting;

/// <summary>
/// Lets agents poll an ASP.NET Core server.
/// <code>
/// builder.Services.AddTentaclePolling().AddSingleton&lt;IPollingAgents, MyAgents&gt;();
/// builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenAnyIP(10943, endpoint => endpoint.UseTentaclePolling(certificate)));
/// …
/// app.MapTentaclePolling();
/// …
/// await hub.GetClient(SubscriptionId.Parse("poll://…/")).SubmitAsync(…);
/// </code>
/// </summary>
public static class TentaclePolling
{
    private static readonly TimeSpan TlsHandshake = TimeSpan.FromSeconds(60);

    /// <summary>Adds <see cref="ITentacleHub"/>. The server adds its <see cref="IPollingAgents"/> itself.</summary>
    public static IServiceCollection AddTentaclePolling(this IServiceCollection services, Action<TentaclePollingOptions>? configure = null)
    {
        services.AddOptions<TentaclePollingOptions>()
            .Configure(configure ?? (_ => { }))
            .Validate(o => o.MaxHandshakes > 0, $"{nameof(TentaclePollingOptions.MaxHandshakes)} must be 1 or more.")
            .Validate(o => o.WaitForAgent >= TimeSpan.Zero, $"{nameof(TentaclePollingOptions.WaitForAgent)} must not be negative.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TentacleHub>();
        services.TryAddSingleton<ITentacleHub>(provider => provider.GetRequiredService<TentacleHub>());
        services.TryAddSingleton<PollingEndpoint>();
        return services;
    }

    /// <summary>Maps the route that agents connect to.</summary>
    public static IEndpointConventionBuilder MapTentaclePolling(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        return routes.MapGet(
            PollingProtocol.Path,
            (RequestDelegate)(http => http.RequestServices.GetRequiredService<PollingEndpoint>().AcceptAsync(http))).ExcludeFromDescription();
    }

    /// <summary>
    /// Configures TLS for agents: the server's certificate, whose thumbprint the agents pin, and the agent's certificate, which is only compared with the
    /// registered one. No authority, name or expiry is checked.
    /// </summary>
    public static ListenOptions UseTentaclePolling(this ListenOptions endpoint, X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var own = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        return endpoint.UseHttps(new TlsHandshakeCallbackOptions
        {
            // When all agents of a large installation reconnect together, their handshakes wait for the processor.
            HandshakeTimeout = TlsHandshake,
            // The endpoint, which knows the subscription, compares thumbprints before it answers.
#pragma warning disable CA5359
            OnConnection = _ => ValueTask.FromResult(PinnedTls.CreateServerOptions(own, (_, _, _, _) => true)),
#pragma warning restore CA5359
        });
    }
}
