using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tentacle.Testing.Api;

/// <summary>Holds every answer against the description: the status, the media type, the headers and the body.</summary>
public sealed class OpenApiResponseValidator(OpenApiDocument document, OpenApiCoverage coverage)
{
    private const string ProblemJson = "application/problem+json";
    private const string NdJson = "application/x-ndjson";

    /// <exception cref="OpenApiMismatchException">The answer is not as described.</exception>
    public void Validate(ApiAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (document.Find(answer.Method, answer.Path) is not { } operation)
        {
            ValidateUnknownRoute(answer);
            return;
        }

        var declared = operation.Definition.GetProperty("responses");
        if (!declared.TryGetProperty(answer.Status.ToString(CultureInfo.InvariantCulture), out var response))
        {
            throw Mismatch(answer, $"the status is none of {string.Join(", ", operation.Statuses)}");
        }

        response = document.Schemas.Resolve(response);
        ValidateHeaders(answer, response);
        if (answer.Method != "HEAD")
        {
            ValidateContent(answer, response);
        }

        coverage.Saw(operation, answer.Status);
    }

    // What is not described can only be refused, and that in the form of every refusal.
    private void ValidateUnknownRoute(ApiAnswer answer)
    {
        if (answer.Status is not (401 or 404 or 405) || MediaType(answer) != ProblemJson)
        {
            throw Mismatch(answer, "the document describes no such operation, and it was not refused as 401, 404 or 405 with application/problem+json");
        }

        ValidateJson(answer, document.Schema("Problem"), answer.Body?.ToArray() ?? []);
    }

    private void ValidateHeaders(ApiAnswer answer, JsonElement response)
    {
        if (!response.TryGetProperty("headers", out var headers))
        {
            return;
        }

        foreach (var header in headers.EnumerateObject())
        {
            var definition = document.Schemas.Resolve(header.Value);
            if (answer.Headers.FirstOrDefault(h => h.Key.Equals(header.Name, StringComparison.OrdinalIgnoreCase)).Value is not { } value)
            {
                if (definition.TryGetProperty("required", out var required) && required.GetBoolean())
                {
                    throw Mismatch(answer, $"the header {header.Name} is missing");
                }
            }
            else if (definition.TryGetProperty("schema", out var schema) && document.Schemas.Validate(schema, HeaderValue(document.Schemas.Resolve(schema), value)) is { Count: > 0 } errors)
            {
                throw Mismatch(answer, $"the header {header.Name} does not fit: {errors[0].Message}");
            }
        }
    }

    private void ValidateContent(ApiAnswer answer, JsonElement response)
    {
        var mediaType = MediaType(answer);
        if (!response.TryGetProperty("content", out var content) || !content.EnumerateObject().Any())
        {
            if (answer.Body is { Length: > 0 } || mediaType is not null)
            {
                throw Mismatch(answer, $"no body is declared, but {answer.Body?.Length.ToString(CultureInfo.InvariantCulture) ?? "some"} bytes of {mediaType ?? "no type"} came");
            }

            return;
        }

        if (mediaType is null || !(content.TryGetProperty(mediaType, out var media) || content.TryGetProperty("*/*", out media)))
        {
            throw Mismatch(answer, $"the media type '{mediaType}' is none of {string.Join(", ", content.EnumerateObject().Select(c => c.Name))}");
        }

        if (answer.Body is { } body && media.TryGetProperty("schema", out var schema))
        {
            ValidateBody(answer, mediaType, schema, body.ToArray());
        }
    }

    private void ValidateBody(ApiAnswer answer, string mediaType, JsonElement schema, byte[] body)
    {
        if (mediaType == "application/json" || mediaType.EndsWith("+json", StringComparison.Ordinal))
        {
            ValidateJson(answer, schema, body);
        }
        else if (mediaType == NdJson && !IsText(schema))
        {
            foreach (var line in Encoding.UTF8.GetString(body).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                ValidateJson(answer, schema, Encoding.UTF8.GetBytes(line));
            }
        }
    }

    private void ValidateJson(ApiAnswer answer, JsonElement schema, byte[] body)
    {
        JsonElement instance;
        try
        {
            using var parsed = JsonDocument.Parse(body);
            instance = parsed.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw Mismatch(answer, $"the body is not JSON ({e.Message}): {Encoding.UTF8.GetString(body)}");
        }

        if (document.Schemas.Validate(schema, instance) is { Count: > 0 } errors)
        {
            throw Mismatch(answer, $"the body does not fit:\n  {string.Join("\n  ", errors)}\n  {instance.GetRawText()}");
        }
    }

    private bool IsText(JsonElement schema) =>
        document.Schemas.Resolve(schema).TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() == "string";

    // A header is text; when its schema says integer, it is one written in digits.
    private static JsonElement HeaderValue(JsonElement schema, string value) =>
        schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() == "integer" && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? JsonSerializer.SerializeToElement(number)
            : JsonSerializer.SerializeToElement(value);

    private static string? MediaType(ApiAnswer answer) => answer.ContentType?.Split(';')[0].Trim().ToLowerInvariant();

    private static OpenApiMismatchException Mismatch(ApiAnswer answer, string why) =>
        new($"{answer.Method} {answer.Path} answered {answer.Status}: {why}.");
}
