namespace Tentacle.Contracts;

/// <summary>Header names and media types of the API.</summary>
public static class ApiHeaders
{
    /// <summary>The agent's version, on every response to a known caller.</summary>
    public const string Version = "Tentacle-Version";

    /// <summary>The cursor of the next page, on a log page that does not follow the log.</summary>
    public const string LogNextCursor = "Log-Next-Cursor";

    /// <summary>
    /// The user on whose behalf a program of this machine, such as the Manager, makes the call. Accepted on the local socket only, and recorded in the audit
    /// trail beside the account.
    /// </summary>
    public const string OnBehalfOf = "Tentacle-On-Behalf-Of";

    public const string IdempotencyKey = "Idempotency-Key";
    public const string Prefer = "Prefer";
    public const string PreferenceApplied = "Preference-Applied";

    /// <summary>The digest of a whole file (RFC 9530): sha-256, sha-512.</summary>
    public const string ReprDigest = "Repr-Digest";

    /// <summary>The digest of the content of one message (RFC 9530).</summary>
    public const string ContentDigest = "Content-Digest";

    public const string WantReprDigest = "Want-Repr-Digest";

    /// <summary>The number of bytes of an upload that the agent has received.</summary>
    public const string UploadOffset = "Upload-Offset";

    /// <summary><c>?1</c> when the message completes the upload.</summary>
    public const string UploadComplete = "Upload-Complete";

    public const string UploadLength = "Upload-Length";
    public const string UploadLimit = "Upload-Limit";
    public const string AcceptPatch = "Accept-Patch";

    public const string OctetStream = "application/octet-stream";
    public const string PartialUpload = "application/partial-upload";
    public const string NdJson = "application/x-ndjson";
    public const string EventStream = "text/event-stream";
    public const string PlainText = "text/plain";
    public const string OpenMetrics = "application/openmetrics-text";
    public const string HealthJson = "application/health+json";
    public const string ProblemJson = "application/problem+json";
}
