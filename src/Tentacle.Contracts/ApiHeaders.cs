namespace Tentacle.Contracts;

/// <summary>Header names of our own, and media types that the API speaks.</summary>
public static class ApiHeaders
{
    /// <summary>On every response to a known caller: the agent's version.</summary>
    public const string Version = "Tentacle-Version";

    /// <summary>On a log page that does not follow: where to read on.</summary>
    public const string LogNextCursor = "Log-Next-Cursor";

    /// <summary>On the local socket only: for whom a program of this machine, such as the Manager, makes the call. It stands in the audit trail beside the account.</summary>
    public const string OnBehalfOf = "Tentacle-On-Behalf-Of";

    public const string IdempotencyKey = "Idempotency-Key";
    public const string Prefer = "Prefer";
    public const string PreferenceApplied = "Preference-Applied";

    /// <summary>Digest of a whole file (RFC 9530): sha-256, sha-512.</summary>
    public const string ReprDigest = "Repr-Digest";

    /// <summary>Digest of what one message carries (RFC 9530).</summary>
    public const string ContentDigest = "Content-Digest";

    public const string WantReprDigest = "Want-Repr-Digest";

    /// <summary>How many bytes of an upload have come.</summary>
    public const string UploadOffset = "Upload-Offset";

    /// <summary><c>?1</c> when nothing more of an upload follows.</summary>
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
