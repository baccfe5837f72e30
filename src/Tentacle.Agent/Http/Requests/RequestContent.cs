using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Tentacle.Agent.Http.Errors;
using Tentacle.Contracts;

namespace Tentacle.Agent.Http.Requests;

/// <summary>Checks the form of a request's content. Content that would be stored or read incorrectly is rejected with 415.</summary>
internal static class RequestContent
{
    private const string Identity = "identity";
    private const string Utf8 = "utf-8";

    // ASCII is a subset of UTF-8, and "utf8" is a common spelling.
    private static readonly string[] ReadCharsets = [Utf8, "utf8", "us-ascii"];

    /// <summary>Rejects content with a content coding.</summary>
    /// <exception cref="RefusedRequestException">The content has a coding.</exception>
    public static void RequirePlain(HttpContext http)
    {
        var codings = http.Request.Headers.ContentEncoding;
        if (codings.ToString().Split(',', StringSplitOptions.TrimEntries)
            .All(coding => coding.Length == 0 || coding.Equals(Identity, StringComparison.OrdinalIgnoreCase)))
        {
            return;
        }

        // In an answer, Accept-Encoding lists the codings that a request may have (RFC 9110, 12.5.3).
        http.Response.Headers.AcceptEncoding = Identity;
        throw Unsupported($"Content-Encoding '{codings}' is not decoded here. Send the content as it is, without Content-Encoding.");
    }

    /// <summary>Rejects a form where a file's own bytes are expected. Its envelope would become part of the file.</summary>
    /// <exception cref="RefusedRequestException">The content is a form, or has a coding.</exception>
    public static void RequireBytes(HttpContext http)
    {
        RequirePlain(http);
        var type = http.Request.ContentType?.Trim() ?? "";
        if (type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            var method = HttpMethods.IsPut(http.Request.Method) ? "" : $"--request {http.Request.Method} ";
            throw Unsupported(
                $"'{type}' is a form, whose envelope would become part of the file. Send the file's own bytes: "
                + $"curl {method}--upload-file FILE 'https://HOST:PORT{http.Request.Path}{http.Request.QueryString}'");
        }
    }

    /// <summary>Rejects JSON in another character encoding than UTF-8.</summary>
    /// <exception cref="RefusedRequestException">The content type names another encoding.</exception>
    public static void RequireUtf8(string? contentType)
    {
        if (MediaTypeHeaderValue.TryParse(contentType, out var type) && HeaderUtilities.RemoveQuotes(type.Charset) is { Length: > 0 } charset
            && !ReadCharsets.Contains(charset.ToString(), StringComparer.OrdinalIgnoreCase))
        {
            throw Unsupported(
                $"'{contentType}' names the character encoding '{charset}'. JSON is read as {Utf8} only (RFC 8259): convert it to {Utf8} and send it again.");
        }
    }

    /// <summary>Removes the size limit of the body. The size of a file is limited by the disk only.</summary>
    public static void LiftLimit(HttpContext http) => SetLimit(http, null);

    /// <summary>Sets the maximum size of the body in bytes. Null removes the limit. Has no effect after the body was read.</summary>
    public static void SetLimit(HttpContext http, long? bytes)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = bytes;
        }
    }

    private static RefusedRequestException Unsupported(string detail) =>
        new(StatusCodes.Status415UnsupportedMediaType, ProblemTypes.UnsupportedMediaType, "The content's form is not supported", detail);
}
