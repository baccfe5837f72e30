using Microsoft.AspNetCore.Http;
using Tentacle.Agent.Http.Responses;
using Tentacle.Contracts;
using Tentacle.Core.Files.Uploads;

namespace Tentacle.Agent.Endpoints.Files;

/// <summary>The answer to a request whose content has become a file.</summary>
internal static class StoredFileAnswer
{
    public static IResult Create(HttpContext http, PutResult result)
    {
        http.Response.Headers.ETag = Preconditions.Quoted(result.Version);
        http.Response.Headers[ApiHeaders.ReprDigest] = DigestHeaders.Format(result.Digests);
        var description = new StoredFileDescription(result.Path, result.Length, Convert.ToHexStringLower(result.Digests.Sha256!));
        return result.IsNew ? TypedResults.Created(ApiRoutes.File(result.Path), description) : TypedResults.Ok(description);
    }
}
