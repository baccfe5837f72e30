namespace Tentacle.Contracts;

/// <summary>The <c>type</c> of every problem+json (RFC 9457) that the agent answers with: <c>urn:tentacle:problem:</c> and one of these.</summary>
public static class ProblemTypes
{
    public const string Prefix = "urn:tentacle:problem:";

    public const string InvalidRequest = "invalid-request";
    public const string InvalidTicket = "invalid-ticket";
    public const string InvalidCursor = "invalid-cursor";
    public const string CertificateRequired = "certificate-required";
    public const string RoleNotAllowed = "role-not-allowed";
    public const string NotFound = "not-found";
    public const string JobNotFound = "job-not-found";
    public const string MethodNotAllowed = "method-not-allowed";
    public const string NotAcceptable = "not-acceptable";
    public const string TicketConflict = "ticket-conflict";
    public const string JobNotComplete = "job-not-complete";
    public const string JobForgotten = "job-forgotten";
    public const string PreconditionFailed = "precondition-failed";
    public const string TooLarge = "too-large";
    public const string UnsupportedMediaType = "unsupported-media-type";
    public const string RangeNotSatisfiable = "range-not-satisfiable";
    public const string NoUsableShell = "no-usable-shell";
    public const string ArgumentNotRepresentable = "argument-not-representable";
    public const string IdempotencyKeyReused = "idempotency-key-reused";
    public const string InternalError = "internal-error";
    public const string Draining = "draining";
    public const string InsufficientStorage = "insufficient-storage";
    public const string PathNotAllowed = "path-not-allowed";
    public const string PathProtected = "path-protected";
    public const string AccessDenied = "access-denied";
    public const string FileNotFound = "file-not-found";
    public const string DigestMismatch = "digest-mismatch";
    public const string PathTooLong = "path-too-long";
    public const string IsDirectory = "is-directory";
    public const string NotDirectory = "not-directory";
    public const string NotRegularFile = "not-regular-file";
    public const string DirectoryNotEmpty = "directory-not-empty";
    public const string StorageFailed = "storage-failed";
    public const string UploadNotFound = "upload-not-found";
    public const string UploadTakenOver = "upload-taken-over";

    // Registered by the draft of resumable uploads: these are whole types, without the prefix.
    public const string MismatchingUploadOffset = "https://iana.org/assignments/http-problem-types#mismatching-upload-offset";
    public const string InconsistentUploadLength = "https://iana.org/assignments/http-problem-types#inconsistent-upload-length";
    public const string CompletedUpload = "https://iana.org/assignments/http-problem-types#completed-upload";
}
