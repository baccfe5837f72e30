using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Tentacle.Agent.Endpoints.Agent;
using Tentacle.Agent.Http.Errors;
using Tentacle.Agent.Http.Requests;
using Tentacle.Archives;
using Tentacle.Contracts;
using Tentacle.Core.Packages.Tools;

namespace Tentacle.Agent.Endpoints.Packages;

/// <summary>The routes of tools that a server pushes for its jobs, such as Calamari.</summary>
internal static class ToolEndpoints
{
    public static void MapTools(this IEndpointRouteBuilder api)
    {
        var tools = api.MapGroup("/tools").WithTags("Tools");

        tools.MapGet("/", List).WithName("ListTools").Produces<ToolList>().Compresses();
        tools.MapPut("/{name}/{version}", Put).WithName("PutTool")
            .Takes("*/*", "The package's bytes: zip, nupkg, tar, tar.gz, tar.bz2, tar.xz or tar.zst. A form (`multipart/…`) is refused.")
            .Produces<Tool>(StatusCodes.Status201Created)
            .Produces<Tool>()
            .Problem(400, ProblemTypes.InvalidRequest, ProblemTypes.DigestMismatch)
            .Problem(415, ProblemTypes.UnsupportedMediaType)
            .Problem(422, ProblemTypes.InvalidPackage)
            .Problem(507, ProblemTypes.InsufficientStorage)
            .Conditional()
            .Reads(ApiHeaders.ReprDigest).Sends(201, "Location", "ETag").Sends(200, "ETag").MaySend(415, "Accept-Encoding");
        tools.MapDelete("/{name}/{version}", Delete).WithName("DeleteTool").Produces(StatusCodes.Status204NoContent).Conditional();
    }

    /// <summary>Lists the pushed tools.</summary>
    /// <response code="200">The tools, by name and version.</response>
    private static Ok<ToolList> List(ToolStore tools) => TypedResults.Ok(new ToolList(tools.List(), null));

    /// <summary>Pushes a version of a tool. The body is its package (zip, nupkg, tar, tar.gz, tar.bz2, tar.xz, tar.zst), which is extracted.</summary>
    /// <remarks>
    /// Calamari is extracted to <c>Calamari/VERSION</c> below the home directory, every other tool to <c>Tools/NAME/VERSION</c>. The installation is atomic.
    /// Pushing the same package again changes nothing, and another package replaces the version.
    /// </remarks>
    /// <param name="http">The request.</param>
    /// <param name="name">The name of the tool, for example <c>Calamari</c>.</param>
    /// <param name="version">The version of the tool.</param>
    /// <param name="tools">The tool store.</param>
    /// <param name="cancellationToken">Canceled when the caller disconnects.</param>
    /// <response code="201">The tool was installed.</response>
    /// <response code="200">The version existed before. It is unchanged when the package is the same, and replaced otherwise.</response>
    private static async Task<IResult> Put(HttpContext http, string name, string version, ToolStore tools, CancellationToken cancellationToken)
    {
        if (ToolStore.FindUnusable(name, version) is { } unusable)
        {
            return Problems.Invalid(http, unusable);
        }

        var announced = http.Request.Headers[ApiHeaders.ReprDigest].ToString();
        ContentDigest? expected = null;
        if (announced.Length > 0 && !ContentDigest.TryParse(announced, out expected))
        {
            return Problems.Invalid(http, $"The Repr-Digest '{announced}' cannot be read. {ContentDigest.Rule}");
        }

        RequestContent.RequireBytes(http);
        Require(http, tools, name, version);
        RequestContent.LiftLimit(http);
        try
        {
            using var package = await tools.ReceiveAsync(http.Request.Body, withSha512: expected?.Algorithm == HashAlgorithmName.SHA512, cancellationToken);
            if (expected is not null && expected.Hex != package.ToHex(expected.Algorithm))
            {
                return Problems.Result(
                    http,
                    StatusCodes.Status400BadRequest,
                    ProblemTypes.DigestMismatch,
                    "The content is not what was announced",
                    $"The {expected.Algorithm.Name} is {package.ToHex(expected.Algorithm)}, announced was {expected.Hex}. Nothing was changed; send it again.");
            }

            // Check again, because another caller may have pushed meanwhile.
            Require(http, tools, name, version);
            var (tool, isNew) = tools.Put(name, version, package, cancellationToken);
            http.Response.Headers.ETag = Preconditions.Quoted(tool.Sha256);
            return isNew ? TypedResults.Created(ApiRoutes.Tool(name, version), tool) : TypedResults.Ok(tool);
        }
        catch (PackageException e)
        {
            return Problems.Result(http, StatusCodes.Status422UnprocessableEntity, ProblemTypes.InvalidPackage, "The package cannot be used", e.Message);
        }
    }

    /// <summary>Removes a version of a tool.</summary>
    /// <param name="http">The request.</param>
    /// <param name="name">The name of the tool.</param>
    /// <param name="version">The version of the tool.</param>
    /// <param name="tools">The tool store.</param>
    /// <response code="204">The version is removed, or did not exist.</response>
    private static IResult Delete(HttpContext http, string name, string version, ToolStore tools)
    {
        if (ToolStore.FindUnusable(name, version) is { } unusable)
        {
            return Problems.Invalid(http, unusable);
        }

        Require(http, tools, name, version);
        tools.Remove(name, version);
        return TypedResults.NoContent();
    }

    // The tag of a tool is the SHA-256 of its package, as in the list.
    private static void Require(HttpContext http, ToolStore tools, string name, string version) => RequestConditions.Require(
        http.Request, () => tools.Find(name, version) is { } tool ? new ResourceVersion(tool.Sha256, tool.PushedAt) : null, $"{name} {version}");
}
