namespace Tentacle.Testing.Api;

/// <summary>Put into an <see cref="HttpClient"/>: no answer that differs from the API's description goes through.</summary>
public sealed class ValidatingHandler(OpenApiResponseValidator validator, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        ReadOnlyMemory<byte>? body = null;
        if (HasEnd(request, response))
        {
            // The content stays readable for the test.
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        }

        validator.Validate(new ApiAnswer(
            request.Method.Method,
            request.RequestUri!.AbsolutePath,
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.ToString(),
            Headers(response),
            body));
        return response;
    }

    // What is followed live, or is a file of any size, is not for a test's memory.
    private static bool HasEnd(HttpRequestMessage request, HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType is not { } mediaType
        || mediaType == "application/json" || mediaType.EndsWith("+json", StringComparison.Ordinal)
        || (mediaType == "application/x-ndjson" && !Follows(request, response));

    private static bool Follows(HttpRequestMessage request, HttpResponseMessage response) =>
        request.RequestUri!.Query.Contains("follow=true", StringComparison.OrdinalIgnoreCase)
        || response.Content.Headers.ContentRange is { HasRange: true, HasLength: false };

    private static Dictionary<string, string> Headers(HttpResponseMessage response) =>
        response.Headers.Concat(response.Content.Headers)
            .Concat(response.TrailingHeaders)
            .GroupBy(h => h.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(h => h.Key, h => string.Join(", ", h.SelectMany(v => v.Value)), StringComparer.OrdinalIgnoreCase);
}
