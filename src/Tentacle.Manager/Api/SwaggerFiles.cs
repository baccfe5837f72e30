using Swashbuckle.AspNetCore.SwaggerUI;

namespace Tentacle.Manager.Api;

/// <summary>Serves the script and the styles of Swagger UI from its package. The page around them is ours.</summary>
internal static class SwaggerFiles
{
    private const string Prefix = "swagger";
    private static readonly string[] Served = [$"/{Prefix}/swagger-ui-bundle.js", $"/{Prefix}/swagger-ui.css"];

    public static void UseSwaggerFiles(this IApplicationBuilder app) =>
        app.UseWhen(
            http => Served.Contains(http.Request.Path.Value, StringComparer.Ordinal),
            files => files.UseSwaggerUI(new SwaggerUIOptions { RoutePrefix = Prefix }));
}
