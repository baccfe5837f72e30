using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tentacle.Agent.Doors;
using Tentacle.Agent.Http.Errors;
using Tentacle.Agent.Http.Requests;
using Tentacle.Agent.Identity;
using Tentacle.Agent.Settings;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Shells;
using Tentacle.Core.Jobs.Site;
using Tentacle.Core.Jobs.Submissions;
using Tentacle.Instances.Settings;
using Tentacle.Instances.Trust;

namespace Tentacle.Agent.Endpoints.Agent;

/// <summary>The routes of the agent itself: its description, the description of the API, refused connections, and the reload of settings.</summary>
internal static class AgentEndpoints
{
    private static readonly string[] Capabilities =
    [
        "jobs", "job-files", "job-log-follow", "job-log-events", "job-preflight", "idempotency-key", "files", "resumable-uploads", "packages", "tools",
        "metrics",
    ];

    public static void MapAgent(this IEndpointRouteBuilder api)
    {
        var agent = api.MapGroup("").WithTags("Agent");

        agent.MapGet("/", Describe).WithName("DescribeAgent").Produces<AgentDescription>();
        agent.MapGet("/openapi.json", OpenApi).WithName("GetOpenApi").Produces<object>(StatusCodes.Status200OK, "application/json")
            .Produces(StatusCodes.Status304NotModified)
            .Reads("If-None-Match").Sends(200, "ETag").Sends(304, "ETag").Compresses();
        agent.MapGet("/refused-connections", Refused).WithName("ListRefusedConnections").Produces<RefusedConnectionList>().Compresses();
        agent.MapPost("/settings/reload", Reload).ExcludeFromDescription();
    }

    /// <summary>Describes this agent and its capabilities.</summary>
    /// <response code="200">The description of the agent.</response>
    private static async Task<IResult> Describe(AgentFacts facts, JobSite site, LiveSettings settings, ShellCatalog shells, CancellationToken cancellationToken)
    {
        var descriptions = new List<ShellDescription>();
        foreach (var shell in shells.All)
        {
            descriptions.Add(new ShellDescription(shell.Name, shell.Path, await shells.FindVersionAsync(shell, cancellationToken)));
        }

        return TypedResults.Ok(new AgentDescription
        {
            Version = facts.Version,
            Instance = facts.InstanceName,
            HostName = Environment.MachineName,
            OperatingSystem = new OperatingSystemDescription(RuntimeInformation.OSDescription, RuntimeInformation.OSArchitecture.ToString()),
            Certificate = facts.Certificate,
            NextCertificate = facts.NextCertificate,
            HomeDirectory = site.HomeDirectory,
            ApplicationDirectory = site.ApplicationDirectory,
            Shells = descriptions,
            Capabilities = Capabilities,
            Limits = new AgentLimits(ApiLimits.JsonBytes, JobRequestValidator.MaxStringBytes, settings.Current.Jobs.LogLimit),
        });
    }

    /// <summary>Describes this API as OpenAPI 3.1.</summary>
    /// <param name="http">The request.</param>
    /// <response code="200">This document.</response>
    /// <response code="304">The caller already has this document, in any coding.</response>
    private static IResult OpenApi(HttpContext http) => ApiDocument.Answer(http);

    /// <summary>Lists refused peers, latest first. A peer is refused because of its certificate, or because it connects without TLS.</summary>
    /// <remarks>The subject is the claim of the refused peer. It is not verified.</remarks>
    /// <response code="200">The last 100 refused thumbprints, each with the command that trusts it.</response>
    private static Ok<RefusedConnectionList> Refused(RefusedConnections refused) =>
        TypedResults.Ok(new RefusedConnectionList(refused.List(), Next: null) { Unencrypted = refused.ListUnencrypted() });

    private static IResult Reload(HttpContext http, SettingsFollower follower)
    {
        if (http.Features.Get<ConnectionTag>()?.Door != Door.Local)
        {
            return Problems.ForStatus(http, StatusCodes.Status404NotFound);
        }

        RequestConditions.Require(http.Request, () => new ResourceVersion(), http.Request.Path);
        return follower.Reload() is { } error
            ? Problems.Invalid(http, error)
            : TypedResults.NoContent();
    }
}
