using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tentacle.Agent.Metrics;
using Tentacle.Contracts;

namespace Tentacle.Agent.Endpoints;

/// <summary>What operators collect.</summary>
internal static class MetricsEndpoints
{
    public static void MapMetrics(this IEndpointRouteBuilder api) =>
        api.MapGroup("/metrics").WithTags("Agent").MapGet("", Get).WithName("GetMetrics")
            .Produces<string>(StatusCodes.Status200OK, ApiHeaders.PlainText, ApiHeaders.OpenMetrics).Compresses();

    /// <summary>The agent's metrics, as Prometheus and others collect them.</summary>
    /// <remarks>
    /// Names follow OpenTelemetry's semantic conventions. No label has a value that callers choose, so that their number stays small.
    /// </remarks>
    /// <response code="200">Prometheus' text format 0.0.4, or OpenMetrics 1.0 for who accepts it.</response>
    private static ContentHttpResult Get(HttpContext http, MetricCollection metrics)
    {
        var open = http.Request.Headers.Accept.ToString().Contains(ApiHeaders.OpenMetrics, StringComparison.OrdinalIgnoreCase);
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Append("Vary", "Accept");
        return TypedResults.Text(metrics.Write(open), open ? ApiHeaders.OpenMetrics + "; version=1.0.0; charset=utf-8" : ApiHeaders.PlainText + "; version=0.0.4; charset=utf-8");
    }
}
