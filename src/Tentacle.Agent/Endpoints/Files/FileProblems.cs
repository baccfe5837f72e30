using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Tentacle.Agent.Http.Errors;
using Tentacle.Agent.Http.Requests;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;
using Tentacle.Core.Files.Access;
using Tentacle.Core.Files.Uploads;

namespace Tentacle.Agent.Endpoints.Files;

/// <summary>Turns the refusals of the file store into problem+json.</summary>
internal static class FileProblems
{
    /// <summary>Runs a handler, and answers its refusals. Sends no answer to a caller that disconnected during its request.</summary>
    public static async Task<IResult> GuardAsync(HttpContext http, Func<Task<IResult>> handle)
    {
        try
        {
            return await handle();
        }
        catch (FileRefusedException e)
        {
            return Create(http, e);
        }
        catch (OffsetMismatchException e)
        {
            return Mismatch(http, e);
        }
        catch (IOException e) when (e is Microsoft.AspNetCore.Connections.ConnectionResetException || http.RequestAborted.IsCancellationRequested)
        {
            http.Abort();
            return TypedResults.Empty;
        }
    }

    public static JsonHttpResult<Problem> Create(HttpContext http, FileRefusedException e)
    {
        var (status, slug, title) = Describe(e.Reason);
        if (e.Reason == FileRefusal.UploadTakenOver)
        {
            // Another request sends the upload now. Close the connection, so that the agent does not wait for the rest of this request.
            if (HttpProtocol.IsHttp11(http.Request.Protocol))
            {
                http.Response.Headers.Connection = "close";
            }
        }

        return Problems.Result(http, status, slug, title, e.Message);
    }

    private static JsonHttpResult<Problem> Mismatch(HttpContext http, OffsetMismatchException e)
    {
        http.Response.Headers[ApiHeaders.UploadOffset] = Text(e.Expected);
        http.Response.Headers[ApiHeaders.UploadComplete] = StructuredFields.False;
        var problem = Problems.Result(
            http,
            StatusCodes.Status409Conflict,
            ProblemTypes.MismatchingUploadOffset,
            "The piece does not begin where the upload is",
            e.Message).Value!;
        var offsets = new Dictionary<string, JsonElement> { ["expected-offset"] = Number(e.Expected), ["provided-offset"] = Number(e.Provided) };
        return TypedResults.Json(problem with { Extensions = offsets }, ReadableApiJson.Default.Problem, ApiHeaders.ProblemJson, problem.Status);
    }

    private static (int Status, string Slug, string Title) Describe(FileRefusal reason) => reason switch
    {
        FileRefusal.InvalidPath => (400, ProblemTypes.InvalidRequest, "The path is not valid"),
        FileRefusal.InvalidRequest => (400, ProblemTypes.InvalidRequest, "The request is not valid"),
        FileRefusal.InvalidCursor => (400, ProblemTypes.InvalidCursor, "The cursor is not valid"),
        FileRefusal.TooLong => (400, ProblemTypes.PathTooLong, "The path is too long"),
        FileRefusal.DigestMismatch => (400, ProblemTypes.DigestMismatch, "The content is not what was announced"),
        FileRefusal.LengthMismatch => (400, ProblemTypes.InconsistentUploadLength, "The length is not what was announced"),
        FileRefusal.UploadComplete => (400, ProblemTypes.CompletedUpload, "The upload is complete"),
        FileRefusal.NotAllowed => (403, ProblemTypes.PathNotAllowed, "The path is not allowed"),
        FileRefusal.Protected => (403, ProblemTypes.PathProtected, "The path is protected"),
        FileRefusal.AccessDenied => (403, ProblemTypes.AccessDenied, "Access is denied"),
        FileRefusal.NotFound => (404, ProblemTypes.FileNotFound, "There is no such file"),
        FileRefusal.UploadNotFound => (404, ProblemTypes.UploadNotFound, "There is no such upload"),
        FileRefusal.IsDirectory => (409, ProblemTypes.IsDirectory, "The path is a directory"),
        FileRefusal.NotDirectory => (409, ProblemTypes.NotDirectory, "A part of the path is not a directory"),
        FileRefusal.NotRegular => (409, ProblemTypes.NotRegularFile, "The path is not a regular file"),
        FileRefusal.NotEmpty => (409, ProblemTypes.DirectoryNotEmpty, "The directory is not empty"),
        FileRefusal.UploadTakenOver => (409, ProblemTypes.UploadTakenOver, "Another request took the upload"),
        FileRefusal.PreconditionFailed => (412, ProblemTypes.PreconditionFailed, "A condition does not hold"),
        FileRefusal.InsufficientStorage => (507, ProblemTypes.InsufficientStorage, "There is not enough space"),
        _ => (500, ProblemTypes.StorageFailed, "The disk failed"),
    };

    private static JsonElement Number(long value) => JsonElement.Parse(Text(value));

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
