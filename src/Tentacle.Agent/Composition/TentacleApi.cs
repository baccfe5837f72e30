using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tentacle.Agent.Authentication;
using Tentacle.Agent.Endpoints.Agent;
using Tentacle.Agent.Endpoints.Files;
using Tentacle.Agent.Endpoints.Jobs;
using Tentacle.Agent.Endpoints.Packages;
using Tentacle.Agent.Http.Requests;
using Tentacle.Agent.Http.Responses;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Agent.Composition;

/// <summary>The REST API of the agent.</summary>
public static class TentacleApi
{
    /// <summary>Maps all routes of version 1. They admit only callers that the agent has identified.</summary>
    public static IEndpointConventionBuilder MapTentacleApi(this IEndpointRouteBuilder routes)
    {
        // The policy names its scheme, so that a caller whom an embedding host has signed in by other means is not admitted.
        var api = routes.MapGroup(ApiRoutes.Root)
            .RequireAuthorization(new AuthorizationPolicyBuilder(ThumbprintAuthenticationHandler.SchemeName).RequireAuthenticatedUser().Build());
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

        // The query is checked first: a convention wraps those before it.
        IEndpointConventionBuilder all = api;
        all.Finally(CompressedResponses.Attach);
        all.Finally(QueryParameters.Attach);
        all.Finally(HeadResponses.Attach);
        return api;
    }

    /// <summary>Adds the framework services that the API's endpoints need: JSON, errors and the authentication scheme "Certificate".</summary>
    internal static IServiceCollection AddTentacleApi(this IServiceCollection services)
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
        services.AddAuthenticationCore();
        services.AddWebEncoders();
        new AuthenticationBuilder(services)
            .AddScheme<AuthenticationSchemeOptions, ThumbprintAuthenticationHandler>(ThumbprintAuthenticationHandler.SchemeName, null);
        services.AddAuthorization();
        return services;
    }
}
