using Microsoft.Extensions.DependencyInjection;
using Tentacle.Core.Health;
using Tentacle.Instances.Secrets;

namespace Tentacle.Agent.Observing.Health;

/// <summary>Registers all health checks, in their order in the report.</summary>
internal static class HealthServices
{
    public static IServiceCollection AddHealth(this IServiceCollection services, string keyPath)
    {
        services.AddSingleton<IHealthCheck, WorkspaceCheck>();
        services.AddSingleton<IHealthCheck, DiskCheck>();
        services.AddSingleton<IHealthCheck, ShellCheck>();
        services.AddSingleton<IHealthCheck, CertificateCheck>();
        services.AddSingleton<IHealthCheck>(provider => new KeyCheck(provider.GetRequiredService<SecretsKey>(), keyPath));
        services.AddSingleton<IHealthCheck, ClockCheck>();
        services.AddSingleton<IHealthCheck, TrustCheck>();
        services.AddSingleton<IHealthCheck, RefusedCheck>();
        services.AddSingleton<IHealthCheck, PollingCheck>();
        services.AddSingleton<IHealthCheck, SettingsCheck>();
        services.AddSingleton<IHealthCheck, MachineCheck>();
        services.AddSingleton<IHealthCheck, CalamariCheck>();
        services.AddSingleton<IHealthCheck, LeftoversCheck>();
        services.AddSingleton<IHealthCheck, RecordsCheck>();
        return services.AddSingleton<HealthInspection>();
    }
}
