using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Tentacle.Agent.Metrics;

/// <summary>Puts the metrics into the agent.</summary>
internal static class MetricsServices
{
    public static IServiceCollection AddAgentMetrics(this IServiceCollection services)
    {
        services.AddSingleton<MetricCollection>();
        services.AddSingleton<AgentMetrics>();
        services.AddSingleton<PollingMetrics>();
        return services;
    }

    /// <summary>Counts from here on, and what each request transfers.</summary>
    public static IApplicationBuilder UseAgentMetrics(this IApplicationBuilder app)
    {
        app.ApplicationServices.GetRequiredService<MetricCollection>();
        app.ApplicationServices.GetRequiredService<PollingMetrics>();
        var metrics = app.ApplicationServices.GetRequiredService<AgentMetrics>();
        app.Use(async (http, next) =>
        {
            try
            {
                await next(http);
            }
            finally
            {
                metrics.CountTransfer(http);
            }
        });
        return app;
    }
}
