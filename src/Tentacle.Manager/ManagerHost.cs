using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging.Console;
using MudBlazor.Services;
using Tentacle.Instances;
using Tentacle.Manager.Api;
using Tentacle.Manager.Authentication;
using Tentacle.Manager.Commands;
using Tentacle.Manager.Components;
using Tentacle.Manager.Model.Forms;
using Tentacle.Manager.Model.Instances;
using Tentacle.Platform;
using Tentacle.Platform.Programs;

namespace Tentacle.Manager;

/// <summary>
/// Builds and runs the Manager. The host has no default configuration, so that no environment variable and no configuration file can add a listening address or
/// disable a protection.
/// </summary>
internal static class ManagerHost
{
    private const int Tries = 5;

    /// <exception cref="ManagerStartException">The Manager cannot start. The message has the reason.</exception>
    public static async Task RunAsync(ManagerOptions options, TimeProvider time)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = options.Port ?? ListeningPorts.FindFree();
            var origins = new AllowedOrigins(port, options.PublicOrigin);
            await using var app = Build(options, origins, port, time);
            try
            {
                await app.StartAsync();
            }
            catch (IOException e) when (options.Port is not null)
            {
                throw new ManagerStartException(
                    $"The port {port} cannot be listened on: {e.Message} Choose another with --port, or leave --port out to take any.",
                    e);
            }
            catch (IOException) when (attempt < Tries)
            {
                // Another process has taken the port since it was chosen.
                continue;
            }

            await ServeAsync(app, options, time);
            return;
        }
    }

    private static async Task ServeAsync(WebApplication app, ManagerOptions options, TimeProvider time)
    {
        var services = app.Services;
        using var file = new ForwardingFile(
            services.GetRequiredService<AllowedOrigins>(),
            services.GetRequiredService<OneTimeToken>(),
            services.GetRequiredService<Session>(),
            time);
        file.Write();
        await Console.Out.WriteLineAsync(file.FilePath);
        if (options.OpenBrowser && !Browser.TryOpen(file.FilePath))
        {
            await Console.Error.WriteLineAsync("Open this file in a browser. No graphical session was found to open it in.");
        }

        var idle = services.GetRequiredService<IdleShutdown>();
        idle.Watch();
        using var ended = idle.Ended.Register(app.Lifetime.StopApplication);
        var keeping = file.KeepFreshAsync(app.Lifetime.ApplicationStopping);
        await app.WaitForShutdownAsync();
        await keeping;
    }

    private static WebApplication Build(ManagerOptions options, AllowedOrigins origins, int port, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(ManagerHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = "wwwroot",
            EnvironmentName = Environments.Production,
        });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
            if (Socket.OSSupportsIPv6 && HasLoopback6())
            {
                kestrel.Listen(IPAddress.IPv6Loopback, port);
            }
        });
        builder.WebHost.UseStaticWebAssets();
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter<ConsoleLoggerProvider>(typeof(CallAudit).FullName, LogLevel.Information)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        AddServices(builder.Services, options, origins, time);

        var app = builder.Build();
        app.UseMiddleware<SecurityHeaders>();
        app.UseWebSockets();
        app.UseMiddleware<OriginGate>();
        app.UseMiddleware<SessionGate>();
        app.UseRouting();
        app.UseAntiforgery();
        app.UseSwaggerFiles();
        app.MapStaticAssets();
        app.MapGet("/", FirstPage);
        app.MapAgentApi();
        Downloads.Map(app);

        // SecurityHeaders sets a stricter policy on every answer.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }

    private static void AddServices(IServiceCollection services, ManagerOptions options, AllowedOrigins origins, TimeProvider time)
    {
        services.AddSingleton(provider => new FirstInstance(options.Instance, provider.GetRequiredService<InstanceCatalog>())).AddSingleton(origins)
            .AddSingleton(time);
        services.AddSingleton<OneTimeToken>().AddSingleton<Session>().AddSingleton<IdleShutdown>();
        services.AddSingleton(InstanceIndex.ForThisProcess()).AddSingleton<InstanceCatalog>().AddSingleton<InstanceReader>();
        services.AddSingleton(_ => new CommandCatalog(options.TentaclePath));
        services.AddSingleton(new TentacleProgram(options.TentaclePath));
        services.AddSingleton<CallAudit>().AddSingleton<Downloads>().AddSingleton<ServiceReader>().AddSingleton<ConnectionProbe>();
        services.AddScoped<InstanceFeed>();
        services.AddHostedService<IdleMemory>().AddHostedService<WarmUp>();

        services.AddDataProtection().AddKeyManagementOptions(KeysInMemory.Use);
        services.AddRouting();
        services.AddAntiforgery(antiforgery => antiforgery.HeaderName = AgentApi.AntiforgeryHeader);
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddScoped<CircuitHandler, UseWatch>();
        services.AddMudServices(mud => mud.SnackbarConfiguration.HideTransitionDuration = mud.SnackbarConfiguration.ShowTransitionDuration = 100);
    }

    private static RedirectHttpResult FirstPage(FirstInstance first) =>
        TypedResults.LocalRedirect(first.Find() is { } name ? $"/instance/{Uri.EscapeDataString(name)}" : "/instances");

    private static bool HasLoopback6()
    {
        try
        {
            using var probe = new TcpListener(IPAddress.IPv6Loopback, 0);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
