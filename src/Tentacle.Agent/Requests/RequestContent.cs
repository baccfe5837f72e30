using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Tentacle.Agent.Errors;
using Tentacle.Contracts;

namespace Tentacle.Agent.Requests;

/// <summary>In which form a request's content comes: what would be stored or read as something else than it is, is refused with 415.</summary>
internal static class RequestContent
{
    private const string Identity = "identity";
    private const string Utf8 = "utf-8";

    // ASCII is UTF-8 as well, and "utf8" is what many write.
    private static readonly string[] ReadCharsets = [Utf8, "utf8", "us-ascii"];

    /// <summary>Refuses what does not come as it is.</summary>
    /// <exception cref="RefusedRequestException">The content is coded.</exception>
    public static void RequirePlain(HttpContext http)
    {
        var codings = http.Request.Headers.ContentEncoding;
        if (codings.ToString().Split(',', StringSplitOptions.TrimEntries).All(coding => coding.Length == 0 || coding.Equals(Identity, StringComparison.OrdinalIgnoreCase)))
        {
            return;
        }

        // Of an answer: which codings a request may have (RFC 9110, 12.5.3).
        http.Response.Headers.AcceptEncoding = Identity;
        throw Unsupported($"Content-Encoding '{codings}' is not decoded here. Send the content as it is, without Content-Encoding.");
    }

    /// <summary>Refuses a form where a file's own bytes are expected: its envelope would become part of the file.</summary>
    /// <exception cref="RefusedRequestException">It is a form.</exception>
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

    /// <summary>Refuses JSON in another character encoding than UTF-8.</summary>
    /// <exception cref="RefusedRequestException">It says that it is in another.</exception>
    public static void RequireUtf8(string? contentType)
    {
        if (MediaTypeHeaderValue.TryParse(contentType, out var type) && HeaderUtilities.RemoveQuotes(type.Charset) is { Length: > 0 } charset
            && !ReadCharsets.Contains(charset.ToString(), StringComparer.OrdinalIgnoreCase))
        {
            throw Unsupported($"'{contentType}' names the character encoding '{charset}'. JSON is read as {Utf8} only (RFC 8259): convert it to {Utf8} and send it again.");
        }
    }

    /// <summary>A file may have any size: what bounds it is the disk.</summary>
    public static void LiftLimit(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }
    }

    private static RefusedRequestException Unsupported(string detail) =>
        new(StatusCodes.Status415UnsupportedMediaType, ProblemTypes.UnsupportedMediaType, "The content's form is not supported", detail);
}
