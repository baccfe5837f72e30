using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Tentacle.Agent.Http.Requests;
using Tentacle.Agent.Http.Responses;
using Tentacle.Contracts;

namespace Tentacle.Agent.Endpoints.Agent;

/// <summary>The OpenAPI document that is embedded in this program.</summary>
internal static class ApiDocument
{
    private const string MediaType = "application/json";
    private static readonly Lazy<string> Hash = new(() =>
    {
        using var document = Open();
        return Convert.ToHexStringLower(SHA256.HashData(document).AsSpan(0, 12));
    });

    public static IResult Answer(HttpContext http)
    {
        // Each coding is a separate representation, so it has its own strong tag. A caller with any of the representations has the document.
        var coding = CompressedResponses.CodingOf(http.Request);
        http.Response.Headers.ETag = Preconditions.Quoted(Tag(coding?.Name));
        http.Response.Headers.CacheControl = "no-cache";
        var known = RequestConditions.Tags("If-None-Match", http.Request.Headers.IfNoneMatch);
        var isKnown = known is not null
            && ContentCoding.Names.Append(null).Any(name => Preconditions.Matches(known, new ResourceVersion(Tag(name)), weakly: true));
        return isKnown ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : new Body();
    }

    private static string Tag(string? coding) => coding is null ? Hash.Value : $"{Hash.Value}-{coding}";

    private static Stream Open() => typeof(ApiDocument).Assembly.GetManifestResourceStream("openapi.json")!;

    // The framework's stream results write nothing for HEAD, so the length of the compressed form would be unknown.
    private sealed class Body : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            await using var document = Open();
            httpContext.Response.ContentType = MediaType;
            httpContext.Response.ContentLength = document.Length;
            await document.CopyToAsync(httpContext.Response.Body, httpContext.RequestAborted);
        }
    }
}
