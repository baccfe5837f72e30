using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tentacle.Agent.Endpoints.Agent;
using Tentacle.Contracts;

namespace Tentacle.Agent.Endpoints.Files;

/// <summary>The metadata that several routes of files share.</summary>
internal static class FileDescription
{
    /// <summary>Declares that the route sends a file, whole or in ranges, or a page of a directory.</summary>
    public static RouteHandlerBuilder SendsFile(this RouteHandlerBuilder route) => route
        .Produces<FileList>()
        .Produces<Stream>(StatusCodes.Status200OK, ApiHeaders.OctetStream)
        .Produces<Stream>(StatusCodes.Status206PartialContent, ApiHeaders.OctetStream, "multipart/byteranges")
        .Produces(StatusCodes.Status304NotModified)
        .Compresses()
        .Problem(400, ProblemTypes.InvalidCursor, ProblemTypes.PathTooLong)
        .Problem(403, ProblemTypes.PathNotAllowed, ProblemTypes.AccessDenied)
        .Problem(404, ProblemTypes.FileNotFound)
        .Problem(409, ProblemTypes.NotDirectory, ProblemTypes.NotRegularFile)
        .Problem(412, ProblemTypes.PreconditionFailed)
        .Problem(416, ProblemTypes.RangeNotSatisfiable)
        .Problem(500, ProblemTypes.StorageFailed)
        .Reads("Range", "If-Range", "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", ApiHeaders.WantReprDigest)
        .MaySend(200, "ETag", "Last-Modified", "Accept-Ranges", ApiHeaders.ReprDigest, "Link", "Content-Disposition")
        .Sends(206, "ETag", "Last-Modified", "Accept-Ranges", "Content-Disposition").MaySend(206, "Content-Range", ApiHeaders.ReprDigest)
        .Sends(304, "ETag", "Last-Modified")
        .Sends(416, "Content-Range");

    /// <summary>Declares that the route writes a whole file, or begins a resumable upload.</summary>
    public static RouteHandlerBuilder BeginsFile(this RouteHandlerBuilder route) => route
        .Takes("*/*", "The file's bytes, whatever they are. `Content-Type` is looked at only to refuse a form (`multipart/…`), whose envelope would become "
            + "part of the file.")
        .Produces<StoredFileDescription>(StatusCodes.Status201Created)
        .Produces<UnfinishedUpload>(StatusCodes.Status201Created)
        .Produces<StoredFileDescription>()
        .Problem(400, ProblemTypes.PathTooLong, ProblemTypes.DigestMismatch, ProblemTypes.InconsistentUploadLength)
        .Problem(404, ProblemTypes.FileNotFound)
        .WritesFile()
        .Reads(ApiHeaders.ReprDigest, ApiHeaders.ContentDigest, ApiHeaders.UploadComplete, ApiHeaders.UploadLength)
        .Sends(201, "Location")
        .MaySend(201, ApiHeaders.UploadOffset, ApiHeaders.UploadComplete, ApiHeaders.UploadLength, ApiHeaders.UploadLimit)
        .MaySend(200, ApiHeaders.UploadComplete);

    /// <summary>Declares that the route receives the bytes of a file.</summary>
    public static RouteHandlerBuilder WritesFile(this RouteHandlerBuilder route) => route
        .Problem(403, ProblemTypes.PathNotAllowed, ProblemTypes.PathProtected, ProblemTypes.AccessDenied)
        .Problem(409, ProblemTypes.IsDirectory, ProblemTypes.NotDirectory, ProblemTypes.NotRegularFile)
        .Conditional()
        .Problem(415, ProblemTypes.UnsupportedMediaType).MaySend(415, "Accept-Encoding")
        .Problem(500, ProblemTypes.StorageFailed)
        .Problem(507, ProblemTypes.InsufficientStorage)
        .MaySend(201, "ETag", ApiHeaders.ReprDigest)
        .Sends(200, "ETag", ApiHeaders.ReprDigest);
}
