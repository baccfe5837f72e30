using Tentacle.Core.Files.Content;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Files.Uploads;

/// <summary>Writes uploads that consist of one request. The target is replaced by the whole content or not at all.</summary>
internal sealed class UploadWriter(UploadTarget target, UploadStore store, ContentPump pump)
{
    /// <exception cref="Access.FileRefusedException">The request is rejected, usually before the content is read. The target is unchanged.</exception>
    public async Task<PutResult> PutAsync(PutRequest request, Stream content, CancellationToken cancellationToken)
    {
        var (place, present) = target.Check(request);
        if (await target.FindSameAsync(request, place, present, cancellationToken) is { } same)
        {
            return same;
        }

        var record = store.Begin(request, place, resumable: false);
        try
        {
            using var hasher = new ContentHasher(withSha512: request.Digests.Sha512 is not null);
            var (file, mode) = UploadTarget.Create(record, hasher);
            using (file)
            {
                await pump.CopyAsync(content, file, request.Length, () => { }, cancellationToken);
                var result = target.Commit(record with { NewFileMode = mode }, file, FileDigests.From(hasher), request.LateDigests());
                store.Finish(record);
                return result;
            }
        }
        catch
        {
            store.Forget(record);
            throw;
        }
    }
}
