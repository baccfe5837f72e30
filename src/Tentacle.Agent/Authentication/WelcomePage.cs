using System.Net;
using Microsoft.AspNetCore.Http;
using Tentacle.Contracts;

namespace Tentacle.Agent.Authentication;

/// <summary>The static page at <c>/</c>. It shows a person who opens the port in a browser that a Tentacle runs there, and its thumbprints.</summary>
internal static class WelcomePage
{
    public static async Task WriteAsync(HttpContext http, CertificateDescription certificate)
    {
        var headers = http.Response.Headers;
        http.Response.ContentType = "text/html; charset=utf-8";
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        await http.Response.WriteAsync(Page(certificate), http.RequestAborted);
    }

    private static string Page(CertificateDescription certificate) => $$"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Tentacle</title>
        <style>
        :root { color-scheme: light dark; --ink: #12303a; --paper: #fbfcfc; --line: #d3dcde; --accent: #0f766e; }
        @media (prefers-color-scheme: dark) { :root { --ink: #dbe7e9; --paper: #10191c; --line: #2c3d42; --accent: #5eead4; } }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
        main { max-width: 44rem; margin: 0 auto; padding: 4rem 1.5rem; }
        h1 { font-size: 1.75rem; font-weight: 600; margin: 0 0 1rem; border-left: 4px solid var(--accent); padding-left: 1rem; }
        dl { border-top: 1px solid var(--line); margin: 2rem 0; }
        dt { padding-top: 1rem; font-size: .875rem; }
        dd { margin: 0; padding-bottom: 1rem; border-bottom: 1px solid var(--line); font: .875rem/1.6 ui-monospace, monospace; overflow-wrap: anywhere; }
        </style>
        </head>
        <body>
        <main>
        <h1>A Tentacle is running here</h1>
        <p>It takes jobs from servers that it trusts and from nobody else. You connected without the certificate of such a server, so this page is all there is to see.</p>
        <p>Compare the thumbprint below with the one that your server expects of this machine.</p>
        <dl>
        <dt>Thumbprint (SHA-256)</dt><dd>{{Grouped(certificate.Thumbprint)}}</dd>
        <dt>Thumbprint (SHA-1, as Octopus shows it)</dt><dd>{{Grouped(certificate.Sha1Thumbprint)}}</dd>
        </dl>
        </main>
        </body>
        </html>
        """;

    private static string Grouped(Thumbprint thumbprint) => WebUtility.HtmlEncode(string.Join(' ', thumbprint.Value.Chunk(4).Select(c => new string(c))));
}
