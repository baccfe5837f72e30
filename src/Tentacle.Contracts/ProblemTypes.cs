namespace Tentacle.Contracts;

/// <summary>The <c>type</c> of every problem+json (RFC 9457) that the agent answers with: <c>urn:tentacle:problem:</c> and one of these, see <see cref="UriOf"/>.</summary>
public static class ProblemTypes
{
    public const string Prefix = "urn:tentacle:problem:";

    /// <summary>The request, or a member of it, is not valid; <c>errors</c> says which.</summary>
    public const string InvalidRequest = "invalid-request";

    /// <summary>The ticket in the path is none.</summary>
    public const string InvalidTicket = "invalid-ticket";

    /// <summary>The cursor was not given by this agent, or is not at the boundary of a record.</summary>
    public const string InvalidCursor = "invalid-cursor";

    /// <summary>The connection presented no client certificate.</summary>
    public const string CertificateRequired = "certificate-required";

    /// <summary>The certificate is trusted as a monitor, which may do less.</summary>
    public const string RoleNotAllowed = "role-not-allowed";

    /// <summary>The path is not a route of this API.</summary>
    public const string NotFound = "not-found";

    /// <summary>No job has this ticket.</summary>
    public const string JobNotFound = "job-not-found";

    /// <summary>The path is there, the method is not; <c>Allow</c> says which are.</summary>
    public const string MethodNotAllowed = "method-not-allowed";

    /// <summary>The answer cannot be sent in any form that <c>Accept</c> names.</summary>
    public const string NotAcceptable = "not-acceptable";

    /// <summary>The ticket was submitted before with other content.</summary>
    public const string TicketConflict = "ticket-conflict";

    /// <summary>The job has not ended.</summary>
    public const string JobNotComplete = "job-not-complete";

    /// <summary>A job of this ticket ran here and was deleted; the ticket stays reserved for a while.</summary>
    public const string JobForgotten = "job-forgotten";

    /// <summary>The condition in <c>If-Match</c> or <c>If-None-Match</c> does not hold.</summary>
    public const string PreconditionFailed = "precondition-failed";

    /// <summary>The body is longer than the limit.</summary>
    public const string TooLarge = "too-large";

    /// <summary>The body is in a form that is not read here.</summary>
    public const string UnsupportedMediaType = "unsupported-media-type";

    /// <summary><c>Range</c> asks for bytes that are not there.</summary>
    public const string RangeNotSatisfiable = "range-not-satisfiable";

    /// <summary>No script of the request is for a shell that this machine has.</summary>
    public const string NoUsableShell = "no-usable-shell";

    /// <summary>The shell cannot be given one of the arguments as it is.</summary>
    public const string ArgumentNotRepresentable = "argument-not-representable";

    /// <summary>The <c>Idempotency-Key</c> was used before for other content.</summary>
    public const string IdempotencyKeyReused = "idempotency-key-reused";

    /// <summary>The agent failed; its log says more under the <c>traceId</c>.</summary>
    public const string InternalError = "internal-error";

    /// <summary>The agent takes no new jobs.</summary>
    public const string Draining = "draining";

    /// <summary>The disk is too full.</summary>
    public const string InsufficientStorage = "insufficient-storage";

    /// <summary>The path is outside the roots that the settings allow.</summary>
    public const string PathNotAllowed = "path-not-allowed";

    /// <summary>The path belongs to the agent itself.</summary>
    public const string PathProtected = "path-protected";

    /// <summary>The service's account may not do this with the path.</summary>
    public const string AccessDenied = "access-denied";

    /// <summary>There is no such file.</summary>
    public const string FileNotFound = "file-not-found";

    /// <summary>The body does not have the digest that was sent with it.</summary>
    public const string DigestMismatch = "digest-mismatch";

    /// <summary>The archive is damaged, or holds what is not extracted.</summary>
    public const string InvalidPackage = "invalid-package";

    /// <summary>A part of the path is too long for its file system.</summary>
    public const string PathTooLong = "path-too-long";

    /// <summary>The path is a directory, and only a file can be meant.</summary>
    public const string IsDirectory = "is-directory";

    /// <summary>A part of the path is a file, so nothing can be in it.</summary>
    public const string NotDirectory = "not-directory";

    /// <summary>The path is a device, a pipe or a socket.</summary>
    public const string NotRegularFile = "not-regular-file";

    /// <summary>The directory is not empty, and <c>recursive</c> was not asked for.</summary>
    public const string DirectoryNotEmpty = "directory-not-empty";

    /// <summary>The disk failed while a file was read or written.</summary>
    public const string StorageFailed = "storage-failed";

    /// <summary>There is no such upload: it was canceled, has expired, or never existed.</summary>
    public const string UploadNotFound = "upload-not-found";

    /// <summary>A later request went on with the upload; only one may write to it.</summary>
    public const string UploadTakenOver = "upload-taken-over";

    /// <summary>The piece does not begin where the upload is; <c>expected-offset</c> says where that is.</summary>
    // Registered by the draft of resumable uploads: this and those below are whole types, without the prefix.
    public const string MismatchingUploadOffset = "https://iana.org/assignments/http-problem-types#mismatching-upload-offset";

    /// <summary>The length is not the one that was announced.</summary>
    public const string InconsistentUploadLength = "https://iana.org/assignments/http-problem-types#inconsistent-upload-length";

    /// <summary>The upload is complete; nothing can be added.</summary>
    public const string CompletedUpload = "https://iana.org/assignments/http-problem-types#completed-upload";

    /// <summary>The whole <c>type</c>: most have <see cref="Prefix"/>, registered ones are URIs by themselves.</summary>
    public static string UriOf(string type) => type.Contains(':', StringComparison.Ordinal) ? type : Prefix + type;
}
