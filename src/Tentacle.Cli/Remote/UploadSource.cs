using Tentacle.Cli.Parsing;

namespace Tentacle.Cli.Remote;

/// <summary>The file to upload, with its temporary directory when it is a copy.</summary>
internal sealed record UploadSource(string Path, DirectoryInfo? Temporary) : IDisposable
{
    /// <summary>Copies a stream to its end. Only the owner can read the copy, and disposing this object deletes it.</summary>
    /// <exception cref="UserErrorException">The stream cannot be read, or the copy cannot be written.</exception>
    public static async Task<UploadSource> CopyAsync(Stream content, string given, CancellationToken cancellationToken)
    {
        var source = new UploadSource("", Directory.CreateTempSubdirectory("tentacle-upload-"));
        try
        {
            await using var from = content;
            source = source with { Path = System.IO.Path.Combine(source.Temporary!.FullName, "content") };
            await using var copy = File.Create(source.Path);

            // A read from a terminal cannot be canceled.
            await from.CopyToAsync(copy, cancellationToken).WaitAsync(cancellationToken);
            return source;
        }
        catch (Exception e)
        {
            source.Dispose();
            throw e is IOException or UnauthorizedAccessException or NotSupportedException
                ? new UserErrorException($"'{given}' could not be copied to '{System.IO.Path.GetTempPath()}' before it is sent: {e.Message}", e)
                : e;
        }
    }

    public void Dispose() => Temporary?.Delete(recursive: true);
}
