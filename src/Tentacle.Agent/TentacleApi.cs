using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tentacle.Agent.Auditing;
using Tentacle.Agent.Authentication;
using Tentacle.Agent.Endpoints;
using Tentacle.Agent.Endpoints.Files;
using Tentacle.Agent.Endpoints.Jobs;
using Tentacle.Agent.Errors;
using Tentacle.Agent.Requests;
using Tentacle.Agent.Responses;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Agent;

/// <summary>Puts the Tentacle's API into an ASP.NET Core application.</summary>
public static class TentacleApi
{
    /// <summary>What the API's endpoints need of the framework: JSON, errors, the scheme "Certificate".</summary>
    public static IServiceCollection AddTentacleApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            json.SerializerOptions.Converters.Add(new TimestampConverter());
        });

        // A parameter that cannot be bound is an exception that names it, which becomes a problem+json. AddRouting has a default of its own: ours comes after it.
        services.PostConfigure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddRouting();

        // Not AddAuthentication: that brings data protection along, which writes keys to disk that nobody needs.
        services.AddAuthenticationCore(o => o.DefaultScheme = ThumbprintAuthenticationHandler.SchemeName);
        services.AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, ThumbprintAuthenticationHandler>(ThumbprintAuthenticationHandler.SchemeName, null);
        services.AddAuthorization();
        return services;
    }

    /// <summary>HEAD, the audit trail, errors, then who the caller is, then whether it gets further, then whether its query can be read.</summary>
    public static IApplicationBuilder UseTentacleApi(this IApplicationBuilder app)
    {
        app.UseMiddleware<HeadResponses>();
        app.UseMiddleware<AuditedCalls>();
        app.UseMiddleware<ErrorResponses>();
        app.UseMiddleware<CallerGate>();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<QueryParameters>();
        app.UseMiddleware<CompressedResponses>();
        return app;
    }

    /// <summary>All routes of version 1.</summary>
    public static IEndpointConventionBuilder MapTentacleApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup(ApiRoutes.Root).RequireAuthorization();
        api.MapAgent();
        api.MapHealth();
        api.MapJobs();
        api.MapJobLogs();
        api.MapDeployments();
        api.MapTools();
        api.MapMetrics();
        api.MapDrain();
        api.MapJobFiles();
        api.MapFiles();
        api.MapUploads();
        ((IEndpointConventionBuilder)api).Finally(QueryParameters.Attach);
        ((IEndpointConventionBuilder)api).Finally(HeadResponses.Attach);
        return api;
    }
}
