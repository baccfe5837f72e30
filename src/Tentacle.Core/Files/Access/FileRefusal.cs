
namespace Tentacle.Core.Files.Access;

/// <summary>The reason why a file was not read, written or deleted.</summary>
public enum FileRefusal
{
    InvalidPath,
    InvalidRequest,
    NotAllowed,
    Protected,
    NotFound,
    AccessDenied,
    IsDirectory,
    NotDirectory,
    NotRegular,
    NotEmpty,
    TooLong,
    InsufficientStorage,
    PreconditionFailed,
    DigestMismatch,
    InvalidCursor,
    UploadNotFound,
    UploadTakenOver,
    UploadComplete,
    LengthMismatch,

    /// <summary>The disk failed. The request itself was valid.</summary>
    StorageFailed,
}
