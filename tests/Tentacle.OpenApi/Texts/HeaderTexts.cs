using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Tentacle.Contracts;

namespace Tentacle.OpenApi.Texts;

/// <summary>What one header says.</summary>
internal sealed record HeaderText(string Description, OpenApiSchema Schema, JsonNode Example);

/// <summary>What each header says, for all routes alike.</summary>
internal static class HeaderTexts
{
    private const string EntityTag = "^\"[^\"]+\"$";

    private static readonly Dictionary<string, HeaderText> Requests = new(StringComparer.OrdinalIgnoreCase)
    {
        [ApiHeaders.Prefer] = Text("`wait=N` (RFC 7240): wait up to N seconds, 1 to 300, for the job's end. `Preference-Applied` says what was applied.", "wait=30"),
        [ApiHeaders.IdempotencyKey] = Text("Makes the call safe to repeat: the same key of the same caller with the same content is the same job.", "\"b2f1c9aa-release-42\""),
        ["If-None-Match"] = Text("Entity tags that the caller has: when one still holds, the answer is 304. `*` with a submission: 412 when the ticket is known.", "\"4be0c1f7a2d94f6ab1c5e803\""),
        ["traceparent"] = Text("W3C trace context: it goes into the job's environment as `TRACEPARENT`.", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
        ["Range"] = Text("One range of bytes of the NDJSON (RFC 9110); of a growing log also `bytes=N-9007199254740991` (RFC 8673).", "bytes=0-1023"),
        ["Last-Event-ID"] = Text("The `id` of the last event that the event source had; wins over `after`.", "219"),
    };

    private static readonly Dictionary<string, HeaderText> Answers = new(StringComparer.OrdinalIgnoreCase)
    {
        [ApiHeaders.Version] = Text("The agent's version.", "0.1.0"),
        ["Location"] = Text("Where the job is, path-absolute.", "/api/v1/jobs/deploy-42", s => s.Format = "uri-reference"),
        ["ETag"] = Text("The strong entity tag of what was sent, or would have been.", "\"4be0c1f7a2d94f6ab1c5e803\"", s => s.Pattern = EntityTag),
        ["Link"] = Text("`rel=\"next\"`: the next page (RFC 8288); not there on the last one.", "</api/v1/jobs?limit=100&cursor=41>; rel=\"next\"", s => s.Pattern = "^<.+>; rel=\"next\"$"),
        [ApiHeaders.PreferenceApplied] = Text("The wait that was applied, when the caller preferred one.", "wait=30", s => s.Pattern = "^wait=[0-9]+$"),
        [ApiHeaders.LogNextCursor] = new(
            "Where to read on: the cursor after the last record that was sent. Not there when following.",
            new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "0" },
            219),
        ["Content-Range"] = Text("Which bytes of how many; `*` for a length that is not known yet.", "bytes 0-218/219", s => s.Pattern = @"^bytes (\*|[0-9]+-[0-9]+)/(\*|[0-9]+)$"),
    };

    public static HeaderText OfRequests(string name) => Find(Requests, name, "requests");

    public static HeaderText OfAnswers(string name) => Find(Answers, name, "answers");

    private static HeaderText Find(Dictionary<string, HeaderText> texts, string name, string where) =>
        texts.GetValueOrDefault(name) ?? throw new DescriptionException($"The header '{name}' of {where} is not described. Describe it in tests/Tentacle.OpenApi/Texts/HeaderTexts.cs.");

    private static HeaderText Text(string description, string example, Action<OpenApiSchema>? narrow = null)
    {
        var schema = new OpenApiSchema { Type = JsonSchemaType.String };
        narrow?.Invoke(schema);
        return new HeaderText(description, schema, example);
    }
}
