using Microsoft.Win32.SafeHandles;
using Tentacle.Core.Files.Access;
using Tentacle.Core.Files.Content;
using Tentacle.Platform.Directories;

namespace Tentacle.Core.Files;

/// <summary>Reads files, and pages of directories, that the gate admits.</summary>
public sealed class FileReader
{
    // The kernel's clock for file times ticks every 1 to 10 ms. A file that was changed within the current tick can change again without a visible difference.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private const int MaxWaits = 3;
    private readonly PathGate _gate;
    private readonly DigestCache _digests;
    private readonly TimeProvider _time;

    internal FileReader(PathGate gate, DigestCache digests, TimeProvider time) => (_gate, _digests, _time) = (gate, digests, time);

    /// <exception cref="FileRefusedException">The path does not exist or may not be read.</exception>
    public async Task<FileFound> OpenAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var place = _gate.Read(path);
            if (place.IsRoot)
            {
                return new FileFound.Folder(place);
            }

            using var directory = OpenDirectory.Open(place.Directory);
            var status = Require(directory.Find(place.Name), path);
            _gate.CheckReadable(path, status);
            return status.Kind switch
            {
                FileKind.Directory => new FileFound.Folder(place),
                FileKind.File => new FileFound.Content(await OpenSettledAsync(directory, place, cancellationToken)),
                FileKind.Link => throw new FileRefusedException(FileRefusal.NotAllowed, $"'{path}' became a link while it was opened. Try again."),
                _ => throw new FileRefusedException(
                    FileRefusal.NotRegular,
                    $"'{path}' is a device, a pipe or a socket, not a file. Use a script to read from it."),
            };
        }
        catch (StorageException e)
        {
            throw FileRefusedException.From(e, path);
        }
    }

    /// <summary>Reads a page of a directory, ordered by name.</summary>
    /// <param name="after">The name after which the page begins; null for the first page.</param>
    /// <exception cref="FileRefusedException">The directory cannot be read.</exception>
    public static DirectoryPage List(FilePlace place, string? after, int limit)
    {
        ArgumentNullException.ThrowIfNull(place);
        try
        {
            using var directory = OpenDirectory.Open(place.Real);
            return DirectoryPage.Read(directory, after, limit);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FileRefusedException.From(StorageException.From(e, place.Real), place.Path);
        }
    }

    private static FileStatus Require(FileStatus? status, string path) =>
        status ?? throw new FileRefusedException(FileRefusal.NotFound, $"'{path}' is not there. GET its directory to see what is.");

    private async Task<StoredFile> OpenSettledAsync(OpenDirectory directory, FilePlace place, CancellationToken cancellationToken)
    {
        var handle = directory.OpenFile(place.Name);
        try
        {
            for (var waits = 0; ; waits++)
            {
                // The status is read from the handle and not from the name, so that it describes the file that is sent.
                var status = OpenDirectory.StatusOf(handle, place.Real);
                var age = _time.GetUtcNow() - status.ChangedAt;
                if (age >= Tick || age < TimeSpan.Zero || waits == MaxWaits)
                {
                    return status.Length == 0 && LengthlessFile.TryCopy(handle, status, place) is var (copy, described)
                        ? Replaced(handle, new StoredFile(copy, described, place.Real, _digests))
                        : new StoredFile(handle, status, place.Real, _digests);
                }

                await Task.Delay(Tick, _time, cancellationToken);
            }
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static StoredFile Replaced(SafeFileHandle handle, StoredFile file)
    {
        handle.Dispose();
        return file;
    }
}
