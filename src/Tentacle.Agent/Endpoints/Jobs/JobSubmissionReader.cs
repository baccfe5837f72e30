using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Tentacle.Agent.Http.Requests;
using Tentacle.Contracts;
using Tentacle.Core.Jobs.Workspaces;

namespace Tentacle.Agent.Endpoints.Jobs;

/// <summary>
/// Reads a submission: JSON, or multipart/form-data whose first part <c>job</c> is the JSON and whose parts <c>file</c> are streamed to disk.
/// </summary>
internal static class JobSubmissionReader
{
    public const string Expected = "application/json or multipart/form-data";
    private const int MaxBoundaryLength = 70;

    public static bool IsJson(HttpRequest request) => request.HasJsonContentType();

    public static bool IsMultipart(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="InvalidBodyException">The body is not a submission.</exception>
    public static async Task<JobRequest> ReadAsync(HttpRequest request, StagedFiles files, CancellationToken cancellationToken)
    {
        var job = IsMultipart(request)
            ? await ReadMultipartAsync(request, files, cancellationToken)
            : await RequestBody.ReadJobAsync(request.Body, cancellationToken);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < job.Files.Count; i++)
        {
            // The validator reports all invalid and repeated names together.
            if (!WorkspacePath.TryNormalize(job.Files[i].Name, out var name) || !seen.Add(name))
            {
                continue;
            }

            if (!files.Contains(name))
            {
                await files.AddAsync(name, new MemoryStream(job.Files[i].Content), cancellationToken);
            }
            else
            {
                throw new InvalidBodyException(
                    $"The file '{job.Files[i].Name}' collides with another file of the job. Give each file a name of its own.",
                    new ProblemError($"/files/{i}/name", "The name is taken, or is a directory of another file."));
            }
        }

        return job;
    }

    private static async Task<JobRequest> ReadMultipartAsync(HttpRequest request, StagedFiles files, CancellationToken cancellationToken)
    {
        RequestContent.LiftLimit(request.HttpContext);
        var reader = new MultipartReader(Boundary(request), request.Body) { BodyLengthLimit = null };
        try
        {
            JobRequest? job = null;
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                var disposition = section.GetContentDispositionHeader();
                ThrowIfIncomplete(disposition);
                var name = HeaderUtilities.RemoveQuotes(disposition?.Name ?? "").ToString();
                if (job is null)
                {
                    RequestContent.RequireUtf8(section.ContentType);
                    job = name == "job"
                        ? await RequestBody.ReadJobAsync(new LimitedStream(section.Body, ApiLimits.JsonBytes), cancellationToken)
                        : throw new InvalidBodyException(
                            $"{(name.Length == 0 ? "There is no part 'job'." : $"The first part is named '{name}'.")} Send the part 'job' first, then the "
                            + "parts 'file'.");
                }
                else
                {
                    await AddFileAsync(name, disposition!, section, files, cancellationToken);
                }
            }

            return job ?? throw new InvalidBodyException("There is no part 'job'. Send it first, then the parts 'file'.");
        }
        catch (InvalidDataException e)
        {
            throw new InvalidBodyException($"The multipart body cannot be read: {e.Message}");
        }
        catch (IOException e) when (e.GetType() == typeof(IOException) && e.Message.Contains("Unexpected end of Stream", StringComparison.Ordinal))
        {
            throw new InvalidBodyException("The multipart body ends before its last boundary. Send it again, whole.");
        }
    }

    // The header parser throws on a "filename*" without a value.
    private static void ThrowIfIncomplete(ContentDispositionHeaderValue? disposition)
    {
        if (disposition?.Parameters.FirstOrDefault(p => !p.Value.HasValue) is { } empty)
        {
            throw new InvalidBodyException($"The Content-Disposition of a part has '{empty.Name}' without a value. Write it as {empty.Name}=VALUE.");
        }
    }

    private static async Task AddFileAsync(
        string part,
        ContentDispositionHeaderValue disposition,
        MultipartSection section,
        StagedFiles files,
        CancellationToken cancellationToken)
    {
        if (part != "file")
        {
            throw new InvalidBodyException($"There is a part named '{part}'. After 'job' all parts are named 'file'.");
        }

        var given = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).ToString();
        if (!WorkspacePath.TryNormalize(given, out var name))
        {
            throw new InvalidBodyException($"'{given}' cannot be the name of a file of a job. {WorkspacePath.Rule}");
        }

        if (files.Contains(name))
        {
            throw new InvalidBodyException(
                $"The file '{given}' collides with another file of the job. Give each file a name of its own (case does not count).");
        }

        await files.AddAsync(name, section.Body, cancellationToken);
    }

    private static string Boundary(HttpRequest request)
    {
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(request.ContentType).Boundary).ToString();
        return boundary.Length is > 0 and <= MaxBoundaryLength
            ? boundary
            : throw new InvalidBodyException(
                $"The Content-Type '{request.ContentType}' has no usable boundary. Give one of 1 to {MaxBoundaryLength} characters.");
    }
}
