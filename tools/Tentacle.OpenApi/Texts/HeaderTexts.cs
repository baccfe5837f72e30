using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Tentacle.Contracts;

namespace Tentacle.OpenApi.Texts;

/// <summary>What one header says.</summary>
internal sealed record HeaderText(string Description, OpenApiSchema Schema, JsonNode Example);

/// <summary>What each header says, for all routes alike.</summary>
internal static class HeaderTexts
{
    private const string HttpDate = "Wed, 25 Nov 2026 00:20:00 GMT";
    private const string Digest = "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:";
    private const string EntityTag = "^\"[^\"]+\"$";

    private static readonly Dictionary<string, HeaderText> Requests = new(StringComparer.OrdinalIgnoreCase)
    {
        [ApiHeaders.Prefer] = Text("`wait=N` (RFC 7240): wait up to N seconds, 1 to 300, for the job's end. `Preference-Applied` says what was applied.", "wait=30"),
        [ApiHeaders.IdempotencyKey] = Text("Makes the call safe to repeat: the same key of the same caller with the same content is the same job.", "\"b2f1c9aa-release-42\""),
        ["If-None-Match"] = Text("Entity tags that the caller has: a GET is answered 304 when one still holds, a change 412. `*`: it must not be there yet.", "\"4be0c1f7a2d94f6ab1c5e803\""),
        ["traceparent"] = Text("W3C trace context: it goes into the job's environment as `TRACEPARENT`.", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
        ["Accept-Encoding"] = Text("`br` and `gzip`, by quality: text over 1 KiB is compressed.", "gzip, br"),
        ["If-Match"] = Text("Entity tags, one of which must still hold, or `*`: it must be there. Else 412.", "\"4be0c1f7a2d94f6ab1c5e803\""),
        ["If-Modified-Since"] = Text("304 when nothing changed since; `If-None-Match` wins.", HttpDate),
        ["If-Unmodified-Since"] = Text("412 when something changed since; `If-Match` wins.", HttpDate),
        ["If-Range"] = Text("An entity tag or a time: `Range` counts only while it holds.", "\"4be0c1f7a2d94f6ab1c5e803\""),
        ["Range"] = Text("Ranges of bytes (RFC 9110). Of a log one, of its NDJSON form; while it grows also `bytes=N-9007199254740991`, which follows it (RFC 8673).", "bytes=0-1023"),
        [ApiHeaders.ReprDigest] = Text("What the whole file must have (RFC 9530), by sha-256, sha-512 or both.", Digest),
        [ApiHeaders.ContentDigest] = Text("What the content of this request must have (RFC 9530).", Digest),
        [ApiHeaders.WantReprDigest] = Text("Asks for `Repr-Digest`: sha-256 or sha-512 with a weight from 1 to 10.", "sha-256=1"),
        [ApiHeaders.UploadComplete] = Text("`?1`: nothing more follows; `?0`: more follows.", "?0"),
        [ApiHeaders.UploadLength] = Text("The length of the whole file, where it is known.", "1048576"),
        [ApiHeaders.UploadOffset] = Text("How many bytes came before this piece.", "524288"),
        ["Last-Event-ID"] = Text("The `id` of the last event that the event source had; wins over `after`.", "219"),
    };

    private static readonly Dictionary<string, HeaderText> Answers = new(StringComparer.OrdinalIgnoreCase)
    {
        [ApiHeaders.Version] = Text("The agent's version.", "0.1.0"),
        ["Location"] = Text("Where that is which was made, path-absolute.", "/api/v1/jobs/deploy-42", s => s.Format = "uri-reference"),
        ["ETag"] = Text("The strong entity tag of what was sent, or would have been.", "\"4be0c1f7a2d94f6ab1c5e803\"", s => s.Pattern = EntityTag),
        ["Link"] = Text("`rel=\"next\"`: the next page (RFC 8288); not there on the last one.", "</api/v1/jobs?limit=100&cursor=jobs-41>; rel=\"next\"", s => s.Pattern = "^<.+>; rel=\"next\"$"),
        [ApiHeaders.PreferenceApplied] = Text("The wait that was applied, when the caller preferred one.", "wait=30", s => s.Pattern = "^wait=[0-9]+$"),
        [ApiHeaders.LogNextCursor] = Integer("Where to read on: the cursor after the last record that was sent. Not there when following.", 219),
        ["Retry-After"] = Integer("Seconds after which to try again.", 30),
        ["Last-Modified"] = Text("The last change of the content.", HttpDate),
        ["Accept-Ranges"] = Text("Ranges are of bytes.", "bytes", s => s.Enum = ["bytes"]),
        [ApiHeaders.ReprDigest] = Text("Of the whole file (RFC 9530).", Digest, s => s.Pattern = "^sha-(256|512)=:[A-Za-z0-9+/]+=*:(, sha-512=:[A-Za-z0-9+/]+=*:)?$"),
        [ApiHeaders.UploadComplete] = Text("`?1`: all of the file has come; `?0`: more is expected.", "?0", s => s.Enum = ["?0", "?1"]),
        [ApiHeaders.UploadOffset] = Integer("How many bytes have come.", 524288),
        [ApiHeaders.UploadLength] = Integer("The length of the whole file, when somebody has said.", 1048576),
        [ApiHeaders.UploadLimit] = Text("`max-age`: seconds until the upload is removed unless content comes.", "min-size=0, max-age=86400", s => s.Pattern = "^min-size=[0-9]+, max-age=[0-9]+$"),
        [ApiHeaders.AcceptPatch] = Text("The media type that a piece has.", ApiHeaders.PartialUpload),
        ["Content-Encoding"] = Text("How the content is compressed; not there when it is sent as it is.", "gzip", s => s.Enum = ["br", "gzip"]),
        ["Vary"] = Text("Which headers of the request the form of the answer depends on.", "Accept-Encoding"),
        ["Accept-Encoding"] = Text("Which content codings a request may have: none.", "identity", s => s.Enum = ["identity"]),
        ["Content-Disposition"] = Text(
            "The name to save it under (RFC 6266), `filename*` where plain ASCII cannot hold it.",
            "attachment; filename=\"report.txt\"",
            s => s.Pattern = "^(attachment|inline); filename=\"[^\"]+\"(; filename\\*=UTF-8''[!-~]+)?$"),
        ["Content-Range"] = Text("Which bytes of how many; `*` for a length that is not known yet.", "bytes 0-218/219", s => s.Pattern = @"^bytes (\*|[0-9]+-[0-9]+)/(\*|[0-9]+)$"),
    };

    public static HeaderText OfRequests(string name) => Find(Requests, name, "requests");

    public static HeaderText OfAnswers(string name) => Find(Answers, name, "answers");

    private static HeaderText Find(Dictionary<string, HeaderText> texts, string name, string where) =>
        texts.GetValueOrDefault(name) ?? throw new DescriptionException($"The header '{name}' of {where} is not described. Describe it in tools/Tentacle.OpenApi/Texts/HeaderTexts.cs.");

    private static HeaderText Integer(string description, long example) =>
        new(description, new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "0" }, example);

    private static HeaderText Text(string description, string example, Action<OpenApiSchema>? narrow = null)
    {
        var schema = new OpenApiSchema { Type = JsonSchemaType.String };
        narrow?.Invoke(schema);
        return new HeaderText(description, schema, example);
    }
}
