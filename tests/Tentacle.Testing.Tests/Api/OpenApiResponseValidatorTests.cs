using System.Text;
using Tentacle.Testing.Api;
using Tentacle.Testing.Schema;

namespace Tentacle.Testing.Tests.Api;

public sealed class OpenApiResponseValidatorTests
{
    private const string Problem = """{ "type": "urn:tentacle:problem:not-found", "status": 404 }""";

    private readonly OpenApiDocument _document = OpenApiDocument.Parse(Encoding.UTF8.GetBytes("""
        {
          "openapi": "3.1.1",
          "paths": {
            "/api/v1/jobs/{ticket}": {
              "get": {
                "operationId": "GetJob",
                "responses": {
                  "200": {
                    "description": "d",
                    "headers": { "Tentacle-Version": { "required": true, "schema": { "type": "string" } }, "Retry-After": { "schema": { "type": "integer" } } },
                    "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Job" } } }
                  },
                  "304": { "description": "d" },
                  "404": { "description": "d", "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } } }
                }
              }
            },
            "/api/v1/jobs/special": { "get": { "operationId": "Special", "responses": { "204": { "description": "d" } } } },
            "/api/v1/log": {
              "get": {
                "operationId": "GetLog",
                "responses": { "200": { "description": "d", "content": {
                  "application/x-ndjson": { "schema": { "$ref": "#/components/schemas/Job" } },
                  "text/plain": { "schema": { "type": "string" } } } } }
              }
            }
          },
          "components": { "schemas": {
            "Job": { "type": "object", "required": ["ticket"], "properties": { "ticket": { "type": "string" } } },
            "Problem": { "type": "object", "required": ["type", "status"], "properties": { "type": { "type": "string" }, "status": { "type": "integer" } } }
          } }
        }
        """));

    private readonly OpenApiCoverage _coverage = new();

    [Fact]
    public void Validate_AsDescribed_IsRemembered()
    {
        Validate(Job());
        Validate(Job() with { Status = 304, ContentType = null, Body = ReadOnlyMemory<byte>.Empty, Headers = new Dictionary<string, string>() });

        Assert.Equal(["Special", "GetLog"], _coverage.MissingOperations(_document));
        Assert.Equal(["GetJob 404", "Special 204", "GetLog 200"], _coverage.MissingAnswers(_document));
    }

    [Fact]
    public void Validate_LiteralPath_WinsOverTemplate() =>
        Validate(Job() with { Path = "/api/v1/jobs/special", Status = 204, ContentType = null, Body = ReadOnlyMemory<byte>.Empty });

    [Fact]
    public void Validate_Head_NeedsNoBody() => Validate(Job() with { Method = "HEAD", Body = ReadOnlyMemory<byte>.Empty });

    [Fact]
    public void Validate_BodyThatWasNotRead_ChecksTheRest()
    {
        Validate(new ApiAnswer("GET", "/api/v1/log", 200, "text/plain; charset=utf-8", new Dictionary<string, string>(), null));

        Refuses(new ApiAnswer("GET", "/api/v1/log", 200, "image/png", new Dictionary<string, string>(), null), "media type");
    }

    [Fact]
    public void Validate_NdJson_ChecksEveryLine()
    {
        Validate(Log("{\"ticket\":\"a\"}\n{\"ticket\":\"b\"}\n"));

        Refuses(Log("{\"ticket\":\"a\"}\n{\"name\":\"b\"}\n"), "'ticket' is missing");
        Refuses(Log("{\"ticket\":\"a\"}\n{\"tick"), "not JSON");
    }

    [Fact]
    public void Validate_OtherThanDescribed_Throws()
    {
        Refuses(Job() with { Status = 201 }, "the status is none of 200, 304, 404");
        Refuses(Job() with { ContentType = "text/html" }, "the media type 'text/html'");
        Refuses(Job() with { ContentType = null }, "the media type ''");
        Refuses(Job() with { Headers = new Dictionary<string, string>() }, "the header Tentacle-Version is missing");
        Refuses(Job() with { Headers = new Dictionary<string, string> { ["Tentacle-Version"] = "1", ["Retry-After"] = "soon" } }, "the header Retry-After does not fit");
        Refuses(Job() with { Body = Encoding.UTF8.GetBytes("{}") }, "'ticket' is missing");
        Refuses(Job() with { Body = Encoding.UTF8.GetBytes("nonsense") }, "not JSON");
        Refuses(Job() with { Status = 304 }, "no body is declared");
        Refuses(Job() with { Status = 404, ContentType = "application/problem+json", Body = Encoding.UTF8.GetBytes("{}") }, "'type' is missing");
        Assert.Equal(["GetJob", "Special", "GetLog"], _coverage.MissingOperations(_document));
    }

    [Fact]
    public void Validate_UnknownRoute_IsOnlyFineAsProblem()
    {
        var unknown = Job() with { Path = "/api/v1/nothing" };

        Validate(unknown with { Status = 404, ContentType = "application/problem+json", Body = Encoding.UTF8.GetBytes(Problem) });
        Refuses(unknown, "describes no such operation");
        Refuses(unknown with { Status = 404, ContentType = "text/html" }, "describes no such operation");
    }

    [Fact]
    public void Parse_SchemaWithUnknownKeyword_Throws()
    {
        const string document = """
            { "paths": { "/a": { "get": { "responses": { "200": { "content": { "application/json": { "schema": { "if": true } } } } } } } } }
            """;

        Assert.Throws<UnsupportedSchemaException>(() => OpenApiDocument.Parse(Encoding.UTF8.GetBytes(document)));
    }

    private static ApiAnswer Job() => new(
        "GET", "/api/v1/jobs/a-1", 200, "application/json; charset=utf-8", new Dictionary<string, string> { ["tentacle-version"] = "1.0" }, Encoding.UTF8.GetBytes("""{ "ticket": "a-1" }"""));

    private static ApiAnswer Log(string lines) => new("GET", "/api/v1/log", 200, "application/x-ndjson", new Dictionary<string, string>(), Encoding.UTF8.GetBytes(lines));

    private void Validate(ApiAnswer answer) => new OpenApiResponseValidator(_document, _coverage).Validate(answer);

    private void Refuses(ApiAnswer answer, string why)
    {
        var e = Assert.Throws<OpenApiMismatchException>(() => Validate(answer));
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
    }
}
