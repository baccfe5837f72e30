using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tentacle.Agent.Observing.Metrics;
using Tentacle.Contracts;

namespace Tentacle.Agent.Endpoints.Agent;

/// <summary>The route of the metrics.</summary>
internal static class MetricsEndpoints
{
    public static void MapMetrics(this IEndpointRouteBuilder api) =>
        api.MapGroup("/metrics").WithTags("Agent").MapGet("", Get).WithName("GetMetrics")
            .Produces<string>(StatusCodes.Status200OK, ApiHeaders.PlainText, ApiHeaders.OpenMetrics).Compresses();

    /// <summary>Shows the agent's metrics for Prometheus and compatible collectors.</summary>
    /// <remarks>
    /// Names follow OpenTelemetry's semantic conventions. Callers cannot choose the value of a label, so that the number of series stays small.
    /// </remarks>
    /// <response code="200">The metrics in Prometheus' text format 0.0.4, or in OpenMetrics 1.0 if the caller accepts it.</response>
    private static ContentHttpResult Get(HttpContext http, MetricCollection metrics)
    {
        var open = http.Request.Headers.Accept.ToString().Contains(ApiHeaders.OpenMetrics, StringComparison.OrdinalIgnoreCase);
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Append("Vary", "Accept");
        return TypedResults.Text(
            metrics.Write(open),
            open ? ApiHeaders.OpenMetrics + "; version=1.0.0; charset=utf-8" : ApiHeaders.PlainText + "; version=0.0.4; charset=utf-8");
    }
}
