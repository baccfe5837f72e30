using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;
using Swashbuckle.AspNetCore.SwaggerGen;
using Tentacle.Agent.Composition;
using Tentacle.Contracts;
using Tentacle.Core.Jobs;
using Tentacle.Instances.Settings;
using Tentacle.OpenApi.Operations;
using Tentacle.OpenApi.Schemas;
using Tentacle.OpenApi.Texts;

namespace Tentacle.OpenApi;

/// <summary>
/// The agent's own endpoints without the agent: mapped, never called, and described by Swashbuckle. What they say of themselves comes from their signatures,
/// the comments in the code and the metadata of <c>ApiDescription</c>; what is missing stops the generation and says where it belongs.
/// </summary>
public static class DescribedApi
{
    private const string Version = "v1";

    /// <summary>The description as JSON, the same for the same code.</summary>
    /// <exception cref="DescriptionException">The code does not say all that is needed.</exception>
    public static async Task<string> DescribeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        AddServices(builder.Services);
        await using var app = builder.Build();
        app.MapTentacleApi();
        await app.StartAsync();
        var document = await GenerateAsync(app.Services.GetRequiredService<IAsyncSwaggerProvider>());
        ComponentSchemas.Refine(document);
        CodeNames.Replace(document);
        SelfCheck.Run(document);
        SharedParts.Hoist(document);
        return Formatted.Write(document);
    }

    private static async Task<JsonObject> GenerateAsync(IAsyncSwaggerProvider generator)
    {
        try
        {
            var described = await generator.GetSwaggerAsync(Version);
            return JsonNode.Parse(await described.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, CancellationToken.None))!.AsObject();
        }
        catch (SwaggerGeneratorException e) when (e.InnerException is DescriptionException why)
        {
            throw why;
        }
    }

    private static void AddServices(IServiceCollection services)
    {
        services.AddTentacleApi();
        services.AddSingleton<IServer, SilentServer>();
        services.AddSingleton(TimeProvider.System);

        // A parameter of a handler is a service when its type is known here, else it would be taken for the body.
        foreach (var type in new[] { typeof(TentacleApi), typeof(JobService), typeof(LiveSettings) }.SelectMany(t => t.Assembly.GetTypes()).Where(IsService))
        {
            services.TryAddSingleton(type, _ => throw new InvalidOperationException($"{type} is described, not used."));
        }

        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(Configure);
    }

    private static bool IsService(Type type) =>
        type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && type.Namespace?.StartsWith("Tentacle.", StringComparison.Ordinal) == true;

    private static void Configure(SwaggerGenOptions options)
    {
        options.SwaggerDoc(Version, ApiOverview.Info);
        options.SupportNonNullableReferenceTypes();
        options.MapType<JobTicket>(() => TextSchemas.Ticket);
        options.MapType<Thumbprint>(() => TextSchemas.Thumbprint);
        options.CustomOperationIds(api => api.ActionDescriptor.EndpointMetadata.OfType<IEndpointNameMetadata>().FirstOrDefault()?.EndpointName
            ?? throw new DescriptionException($"The route {api.HttpMethod} {api.RelativePath} has no name. Give it one with WithName: it is its operationId."));
        options.IncludeXmlComments(CodeComments.Agent);
        options.IncludeXmlComments(CodeComments.Contracts);
        options.ParameterFilter<ExactParameters>();
        options.OperationFilter<AnswerForms>();
        options.OperationFilter<ProblemAnswers>();
        options.OperationFilter<RequestForms>();
        options.OperationFilter<Headers>();
        options.OperationFilter<Examples>();
        options.OperationFilter<WellDescribed>();
        options.DocumentFilter<ApiOverview>();
    }
}
