namespace Tentacle.Contracts;

/// <summary>
/// The <c>type</c> of every problem+json (RFC 9457) from the agent: <c>urn:tentacle:problem:</c> and one of these constants, see <see cref="UriOf"/>.
/// </summary>
public static class ProblemTypes
{
    public const string Prefix = "urn:tentacle:problem:";

    /// <summary>The request, or a member of it, is not valid. <c>errors</c> names the member.</summary>
    public const string InvalidRequest = "invalid-request";

    /// <summary>The ticket in the path is not valid.</summary>
    public const string InvalidTicket = "invalid-ticket";

    /// <summary>The cursor does not come from this agent, or is not at the boundary of a record.</summary>
    public const string InvalidCursor = "invalid-cursor";

    /// <summary>The connection presented no client certificate.</summary>
    public const string CertificateRequired = "certificate-required";

    /// <summary>The certificate is trusted only as a monitor, which has fewer rights.</summary>
    public const string RoleNotAllowed = "role-not-allowed";

    /// <summary>The path is not a route of this API.</summary>
    public const string NotFound = "not-found";

    /// <summary>No job has this ticket.</summary>
    public const string JobNotFound = "job-not-found";

    /// <summary>The path does not support the method; <c>Allow</c> lists the supported ones.</summary>
    public const string MethodNotAllowed = "method-not-allowed";

    /// <summary>The answer cannot be sent in any form that <c>Accept</c> names.</summary>
    public const string NotAcceptable = "not-acceptable";

    /// <summary>The ticket was already submitted with other content.</summary>
    public const string TicketConflict = "ticket-conflict";

    /// <summary>The job has not ended.</summary>
    public const string JobNotComplete = "job-not-complete";

    /// <summary>The job with this ticket was deleted; the ticket stays reserved for a while.</summary>
    public const string JobForgotten = "job-forgotten";

    /// <summary>The condition in <c>If-Match</c> or <c>If-None-Match</c> does not hold.</summary>
    public const string PreconditionFailed = "precondition-failed";

    /// <summary>The body is larger than the limit.</summary>
    public const string TooLarge = "too-large";

    /// <summary>The media type of the body is not supported.</summary>
    public const string UnsupportedMediaType = "unsupported-media-type";

    /// <summary><c>Range</c> names bytes that do not exist.</summary>
    public const string RangeNotSatisfiable = "range-not-satisfiable";

    /// <summary>The machine has no shell for any script of the request.</summary>
    public const string NoUsableShell = "no-usable-shell";

    /// <summary>One of the arguments cannot be passed to the shell unchanged.</summary>
    public const string ArgumentNotRepresentable = "argument-not-representable";

    /// <summary>The <c>Idempotency-Key</c> was already used for other content.</summary>
    public const string IdempotencyKeyReused = "idempotency-key-reused";

    /// <summary>The agent failed. Its log has details under the <c>traceId</c>.</summary>
    public const string InternalError = "internal-error";

    /// <summary>The agent does not accept new jobs.</summary>
    public const string Draining = "draining";

    /// <summary>The disk does not have enough free space.</summary>
    public const string InsufficientStorage = "insufficient-storage";

    /// <summary>The path is outside the roots that the settings allow.</summary>
    public const string PathNotAllowed = "path-not-allowed";

    /// <summary>The path belongs to the agent itself.</summary>
    public const string PathProtected = "path-protected";

    /// <summary>The service's account does not have the required access to the path.</summary>
    public const string AccessDenied = "access-denied";

    /// <summary>The file does not exist.</summary>
    public const string FileNotFound = "file-not-found";

    /// <summary>The body does not match the digest that was sent with it.</summary>
    public const string DigestMismatch = "digest-mismatch";

    /// <summary>The archive is damaged, or contains an entry that may not be extracted.</summary>
    public const string InvalidPackage = "invalid-package";

    /// <summary>A part of the path is too long for its file system.</summary>
    public const string PathTooLong = "path-too-long";

    /// <summary>The path is a directory, but the request needs a file.</summary>
    public const string IsDirectory = "is-directory";

    /// <summary>A part of the path is a file, not a directory.</summary>
    public const string NotDirectory = "not-directory";

    /// <summary>The path is a device, a pipe or a socket.</summary>
    public const string NotRegularFile = "not-regular-file";

    /// <summary>The directory is not empty, and the request does not have <c>recursive</c>.</summary>
    public const string DirectoryNotEmpty = "directory-not-empty";

    /// <summary>A disk error occurred while a file was read or written.</summary>
    public const string StorageFailed = "storage-failed";

    /// <summary>The upload was canceled, has expired, or never existed.</summary>
    public const string UploadNotFound = "upload-not-found";

    /// <summary>A later request resumed the upload. Only one request may write to it.</summary>
    public const string UploadTakenOver = "upload-taken-over";

    /// <summary>The piece does not begin at the current offset of the upload, which is in <c>expected-offset</c>.</summary>
    // The draft of resumable uploads registers this type and those below. They are complete URIs without the prefix.
    public const string MismatchingUploadOffset = "https://iana.org/assignments/http-problem-types#mismatching-upload-offset";

    /// <summary>The length differs from the announced one.</summary>
    public const string InconsistentUploadLength = "https://iana.org/assignments/http-problem-types#inconsistent-upload-length";

    /// <summary>The upload is complete, so nothing can be added.</summary>
    public const string CompletedUpload = "https://iana.org/assignments/http-problem-types#completed-upload";

    /// <summary>The complete <c>type</c>. Most types have the <see cref="Prefix"/>; registered ones are complete URIs.</summary>
    public static string UriOf(string type) => type.Contains(':', StringComparison.Ordinal) ? type : Prefix + type;
}
