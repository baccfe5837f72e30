using Tentacle.Cli.Parsing;

namespace Tentacle.Cli.Remote;

/// <summary>The file that is uploaded, with the temporary directory that it lies in when it is a copy.</summary>
internal sealed record UploadSource(string Path, DirectoryInfo? Temporary) : IDisposable
{
    /// <summary>Copies what a stream has until its end; the copy is owner-only and gone when this is disposed.</summary>
    /// <exception cref="UserErrorException">It cannot be read, or the copy not written.</exception>
    public static async Task<UploadSource> CopyAsync(Stream content, string given, CancellationToken cancellationToken)
    {
        var source = new UploadSource("", Directory.CreateTempSubdirectory("tentacle-upload-"));
        try
        {
            await using var from = content;
            source = source with { Path = System.IO.Path.Combine(source.Temporary!.FullName, "content") };
            await using var copy = File.Create(source.Path);

            // A terminal cannot be asked to stop reading.
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
