using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Tentacle.Agent.Doors;
using Tentacle.Agent.Observing.Health;
using Tentacle.Agent.Observing.Metrics;
using Tentacle.Instances.Secrets;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Trust;
using Tentacle.Platform.Processes;

namespace Tentacle.Agent.Composition;

/// <summary>Makes an ASP.NET Core host the agent of one instance.</summary>
public static class TentacleAgent
{
    // The number of bytes that a peer may send before the agent reads them. Untrusted peers can fill this buffer too.
    private const int UnreadBytes = 64 * 1024;

    /// <summary>
    /// Adds the agent to the host: the job engine, the transfer of files, and the endpoints of the web server (TLS port, local socket, polled connections).
    /// <see cref="TentacleApi.MapTentacleApi"/> adds the routes.
    /// </summary>
    /// <remarks>
    /// The host starts the agent when it starts. Callers of the agent's endpoints are authenticated by the scheme "Certificate" and by nothing else; other
    /// endpoints of the host are not affected, but for the limits of the web server, which are those of the agent. A host that has endpoints of its own
    /// adds them with <c>ConfigureKestrel</c>, because the web server ignores configured URLs when it has such endpoints.
    /// </remarks>
    /// <exception cref="SettingsException">The settings of the instance cannot be read.</exception>
    /// <exception cref="AgentStartException">The instance has no certificate. The host throws this exception as well when it is built or started and the agent
    /// cannot: another agent runs the instance, or its home cannot be written.</exception>
    public static WebApplicationBuilder AddTentacleAgent(this WebApplicationBuilder builder, AgentOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);

        // A bare LF does not end a line in HTTP/1.1. Parsers that disagree about line ends make request smuggling possible.
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);

        // A supervisor outlives the agent. It must not inherit descriptors on which the process that started the agent waits.
        if (!OperatingSystem.IsWindows())
        {
            Detachment.KeepDescriptors();
        }

        AddWebServer(builder.WebHost);
        var settings = new LiveSettings(StoredCertificate.Promote(options.Instance.Settings.Load(), TimeProvider.System.GetUtcNow()));
        var home = options.Instance.HomeOf(settings.Current);
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, AgentDoors>();

        // The lifetime is the first of the agent's hosted services, so the lock is taken before another one opens a file of the home.
        services.AddSingleton(_ => LockedHome.Take(options.Instance, home)).AddHostedService<AgentLifetime>();
        services.AddSettings(options, settings).AddTrust(options, settings).AddDoors().AddPolling().AddJobs(options).AddPackages().AddFiles(options);
        services.AddHealth(SecretsKeyFile.PathOf(options.Instance)).AddAgentMetrics().AddTelemetry().AddAuditTrail();
        services.AddTentacleApi().AddTransient<IStartupFilter, ApiPipeline>();
        return builder;
    }

    private static void AddWebServer(ConfigureWebHostBuilder web)
    {
        web.UseKestrelHttpsConfiguration();
        if (OperatingSystem.IsWindows())
        {
            web.UseNamedPipes(LocalDoor.Admit);
        }

        web.UseSockets(sockets => sockets.MaxReadBufferSize = UnreadBytes);
    }
}
