using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Tentacle.OpenApi.Operations;

/// <summary>What holds for the whole API.</summary>
internal sealed class ApiOverview : IDocumentFilter
{
    private const string Scheme = "mutualTls";

    public static OpenApiInfo Info => new()
    {
        Title = "Tentacle",
        Version = "1",
        License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        Description = """
            The contract between a server and a Tentacle, the agent that runs its jobs on a machine.

            A caller is its certificate's thumbprint and nothing else. Without a certificate every call here is refused with 401; with one that the agent does not
            trust the connection ends before a byte of HTTP. On the agent's own machine the same API is served on a local socket, without certificates.

            Times are RFC 3339 in UTC, durations whole seconds in members named `...Seconds`, sizes bytes. Unknown members of a request are refused with 400;
            answers may get more members, which callers must ignore. Errors are `application/problem+json` (RFC 9457); a program looks at their `type`. A path
            that is not described here is refused with 404 `urn:tentacle:problem:not-found`, a method that is not with 405
            `urn:tentacle:problem:method-not-allowed` and `Allow`.

            What GET answers, HEAD answers without the body. A query parameter that a route does not know (names are exact, in case too), that is given
            more than once or that is not of its type is refused with 400 before anything happens. Every list has `limit` and `cursor`: the `next` of one
            page is the `cursor` of the next, good for that list only, also when entries have gone meanwhile. Every change heeds `If-Match`,
            `If-None-Match` and `If-Unmodified-Since` (RFC 9110): 412 when they do not hold, 400 when they cannot be read. In messages, control and format
            characters of what a caller sent stand as `\uXXXX`.
            """,
    };

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        swaggerDoc.Servers =
        [
            new OpenApiServer
            {
                Url = "https://{host}:{port}",
                Variables = new Dictionary<string, OpenApiServerVariable>
                {
                    ["host"] = new() { Default = "localhost", Description = "The machine of the agent." },
                    ["port"] = new() { Default = "10933", Description = "The port that the agent was configured to listen on." },
                },
            },
        ];
        swaggerDoc.Components!.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.MutualTLS, Description = "The certificate of a server whose thumbprint the agent trusts." },
        };
        swaggerDoc.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, swaggerDoc)] = [] }];
        DropHeadBesideGet(swaggerDoc);
    }

    // HEAD is GET without the body; a route that serves both would stand here twice.
    private static void DropHeadBesideGet(OpenApiDocument document)
    {
        foreach (var path in document.Paths.Values.Where(p => p.Operations?.ContainsKey(HttpMethod.Get) == true))
        {
            path.Operations!.Remove(HttpMethod.Head);
        }
    }
}
