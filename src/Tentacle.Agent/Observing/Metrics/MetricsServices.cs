using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Tentacle.Agent.Observing.Metrics;

/// <summary>Adds the metrics to the agent.</summary>
internal static class MetricsServices
{
    public static IServiceCollection AddAgentMetrics(this IServiceCollection services)
    {
        services.AddSingleton<MetricCollection>();
        services.AddSingleton<AgentMetrics>();
        services.AddSingleton<PollingMetrics>();
        return services;
    }

    /// <summary>Starts the collection of metrics, and counts the bytes that each request transfers.</summary>
    public static IApplicationBuilder UseAgentMetrics(this IApplicationBuilder app)
    {
        app.ApplicationServices.GetRequiredService<MetricCollection>();
        app.ApplicationServices.GetRequiredService<PollingMetrics>();
        var metrics = app.ApplicationServices.GetRequiredService<AgentMetrics>();
        app.Use(async (http, next) =>
        {
            var unknown = CountUnknown(http);
            try
            {
                await next(http);
            }
            finally
            {
                metrics.CountTransfer(
                    http.Request.ContentLength ?? unknown?.Count,
                    HttpMethods.IsHead(http.Request.Method) ? null : http.Response.ContentLength);
            }
        });
        return app;
    }

    // A submission with packages may be chunked, so that no header contains its length.
    private static CountedBody? CountUnknown(HttpContext http)
    {
        if (http.Request.ContentLength is not null || http.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true })
        {
            return null;
        }

        var counted = new CountedBody(http.Request.Body);
        http.Request.Body = counted;
        return counted;
    }
}
