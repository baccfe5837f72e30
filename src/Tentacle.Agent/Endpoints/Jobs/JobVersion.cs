using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Agent.Endpoints.Jobs;

/// <summary>The version of a job, for conditional requests.</summary>
internal static class JobVersion
{
    /// <summary>
    /// The version of a job. Null when there is no job. The tag is the hash of the JSON that would be sent, so it is strong and survives a restart. A job that
    /// is not complete changes all the time (its log grows, its position in the queue changes), so its time of modification is now.
    /// </summary>
    [return: NotNullIfNotNull(nameof(job))]
    public static ResourceVersion? From(HttpContext http, Job? job) => job is null
        ? null
        : new ResourceVersion(Tag(job), job.CompletedAt ?? http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());

    private static string Tag(Job job) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(job, ApiJson.Default.Job)).AsSpan(0, 12));
}
