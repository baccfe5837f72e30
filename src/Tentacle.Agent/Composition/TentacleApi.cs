using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tentacle.Agent.Authentication;
using Tentacle.Agent.Endpoints.Agent;
using Tentacle.Agent.Endpoints.Files;
using Tentacle.Agent.Endpoints.Jobs;
using Tentacle.Agent.Endpoints.Packages;
using Tentacle.Agent.Http.Errors;
using Tentacle.Agent.Http.Requests;
using Tentacle.Agent.Http.Responses;
using Tentacle.Agent.Observing.Audit;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Agent.Composition;

/// <summary>Adds the Tentacle's API to an ASP.NET Core application.</summary>
public static class TentacleApi
{
    /// <summary>Adds the framework services that the API's endpoints need: JSON, errors and the authentication scheme "Certificate".</summary>
    public static IServiceCollection AddTentacleApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            json.SerializerOptions.Converters.Add(new TimestampConverter());
        });

        // A parameter that cannot be bound throws an exception that names it, which becomes a problem+json. PostConfigure runs after AddRouting's own default.
        services.PostConfigure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddRouting();

        // AddAuthentication would also add data protection, which writes unused keys to disk.
        services.AddAuthenticationCore(o => o.DefaultScheme = ThumbprintAuthenticationHandler.SchemeName);
        services.AddWebEncoders();
        new AuthenticationBuilder(services).AddScheme<AuthenticationSchemeOptions, ThumbprintAuthenticationHandler>(ThumbprintAuthenticationHandler.SchemeName, null);
        services.AddAuthorization();
        return services;
    }

    /// <summary>
    /// Adds the middleware, in this order: HEAD, audit trail, errors, admission of the caller, routing, authentication and authorization, check of the query,
    /// compression.
    /// </summary>
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

    /// <summary>Maps all routes of version 1.</summary>
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
