using Tentacle.Contracts;

namespace Tentacle.Client.Hosting;

/// <summary>Distinguishes calls that can occupy a stream for a long time from calls that are answered immediately.</summary>
internal static class LongCall
{
    private const string Follow = "follow=true";

    public static bool Is(HttpRequestMessage request) =>
        request.Headers.Contains(ApiHeaders.Prefer)
        || request.RequestUri!.Query.Contains(Follow, StringComparison.OrdinalIgnoreCase)
        || request.Headers.Accept.Any(type => type.MediaType == ApiHeaders.EventStream)
        || (request.Content is { Headers.ContentType: var content } && content?.MediaType != "application/json")
        || request.RequestUri.AbsolutePath.Contains("/files", StringComparison.OrdinalIgnoreCase);
}
