using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tentacle.Contracts;

namespace Tentacle.Agent.Endpoints;

/// <summary>What a route tells of itself beside its signature.</summary>
internal static class ApiDescription
{
    /// <summary>The errors that the route answers with, beside those that every route has.</summary>
    public static RouteHandlerBuilder Problems(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            route.Produces<Problem>(status, ApiHeaders.ProblemJson);
        }

        return route;
    }
}
