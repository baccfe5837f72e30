using Tentacle.Core.Files.Access;
using Tentacle.Core.Files.Content;
using Tentacle.Platform.Directories;
using Tentacle.Platform.Storage;

namespace Tentacle.Core.Files.Uploads;

/// <summary>The target file of an upload. Runs the checks before the first byte, creates the temporary file, and renames it.</summary>
internal sealed class UploadTarget(PathGate gate, DigestCache digests)
{
    private const UnixFileMode WhileIncoming = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly Lock _renaming = new();

    /// <summary>Runs all checks that do not need the content.</summary>
    /// <returns>The place of the target, and the status of the existing file; null when there is none.</returns>
    /// <exception cref="FileRefusedException">The request is rejected.</exception>
    public (FilePlace Place, FileStatus? Present) Check(PutRequest request)
    {
        var place = gate.Write(request.Path);
        var present = Inspect(place);
        CheckKind(present, request.Path);
        request.Conditions.Check(present, request.Path);
        if (request.Length is { } length)
        {
            CheckSpace(place.Path, place.Directory, length);
        }

        return (place, present);
    }

    /// <summary>Creates the temporary file beside the target, and missing directories.</summary>
    /// <returns>The file, open for writing, and the default mode of a new file in this directory.</returns>
    public static (IncomingFile File, UnixFileMode NewFileMode) Create(UploadRecord record, ContentHasher hasher)
    {
        using var directory = OpenDirectory.Open(record.Directory, create: true);
        var handle = directory.CreateFile(record.TemporaryName);
        try
        {
            var path = Path.Combine(record.Directory, record.TemporaryName);
            var mode = OpenDirectory.StatusOf(handle, path).Mode;

            // The content may replace a secret, so other accounts must not read the temporary file.
            FileOwnership.SetMode(handle, WhileIncoming);
            if (directory.Find(record.Name) is { } present && !FileOwnership.TryTake(handle, present, path))
            {
                throw OwnerNotKept(record.Path, present);
            }

            return (new IncomingFile(handle, hasher, record.Path, 0), mode);
        }
        catch
        {
            handle.Dispose();
            Discard(record);
            throw;
        }
    }

    /// <summary>Renames the temporary file to the target, durably.</summary>
    /// <exception cref="FileRefusedException">The digests differ, or the conditions no longer hold. The target is unchanged.</exception>
    public PutResult Commit(UploadRecord record, IncomingFile file, FileDigests content, FileDigests late)
    {
        if (content.DifferenceFrom(late.Or(record.Digests)) is { } difference)
        {
            throw new FileRefusedException(
                FileRefusal.DigestMismatch,
                $"The content is not what was announced: its {difference}. '{record.Path}' is as it was. Send it again.");
        }

        using var directory = OpenDirectory.Open(record.Directory);
        Prepare(record, file, directory.Find(record.Name));
        file.Flush();
        FileStatus? present;
        lock (_renaming)
        {
            // Several callers may require the same version of the target. The lock lets only the first one succeed.
            present = directory.Find(record.Name);
            CheckKind(present, record.Path);
            record.Conditions.Check(present, record.Path);
            directory.Rename(record.TemporaryName, record.Name);
        }

        directory.Flush();
        var status = OpenDirectory.StatusOf(file.Handle, record.Real);
        digests.Add(record.Real, status, content);
        return new PutResult(RawNames.Show(record.Real), status.Length, content, present is null, status.Version);
    }

    /// <summary>Removes the temporary file, if there is one.</summary>
    public static void Discard(UploadRecord record)
    {
        try
        {
            using var directory = OpenDirectory.Open(record.Directory);
            directory.DeleteFile(record.TemporaryName);
        }
        catch (StorageException e) when (e.Error is StorageError.NotFound or StorageError.Link or StorageError.NotDirectory)
        {
            // The file was removed with its directory, or was never created.
        }
    }

    /// <summary>
    /// Returns the target when it already has the announced content, so that the caller need not send it; otherwise null. Sets the requested mode, if
    /// any.
    /// </summary>
    public async Task<PutResult?> FindSameAsync(PutRequest request, FilePlace place, FileStatus? present, CancellationToken cancellationToken)
    {
        if (!request.MaySkip || request.Digests.IsEmpty || present is null || (request.Length is { } length && length != present.Length))
        {
            return null;
        }

        using var directory = OpenDirectory.Open(place.Directory);
        using var file = directory.OpenFile(place.Name);
        var status = OpenDirectory.StatusOf(file, place.Real);
        var known = await digests.GetAsync(file, place.Real, status, request.Digests.Sha512 is not null, cancellationToken);
        if (known.DifferenceFrom(request.Digests) is not null)
        {
            return null;
        }

        if (request.Mode is { } mode && mode != status.Mode)
        {
            FileOwnership.SetMode(file, mode);
            status = OpenDirectory.StatusOf(file, place.Real);
            digests.Add(place.Real, status, known);
        }

        return new PutResult(RawNames.Show(place.Real), status.Length, known, IsNew: false, status.Version);
    }

    private static void Prepare(UploadRecord record, IncomingFile file, FileStatus? present)
    {
        if (present is not null && !FileOwnership.TryTake(file.Handle, present, record.Real))
        {
            throw OwnerNotKept(record.Path, present);
        }

        FileOwnership.SetMode(file.Handle, record.Mode ?? present?.Mode ?? record.NewFileMode);
    }

    private static FileStatus? Inspect(FilePlace place)
    {
        try
        {
            using var directory = OpenDirectory.Open(place.Directory);
            return directory.Find(place.Name);
        }
        catch (StorageException e) when (e.Error == StorageError.NotFound)
        {
            return null;
        }
    }

    private static void CheckKind(FileStatus? present, string path)
    {
        switch (present?.Kind)
        {
            case null or FileKind.File:
                return;
            case FileKind.Directory:
                throw new FileRefusedException(FileRefusal.IsDirectory, $"'{path}' is a directory. Name a file in it.");
            case FileKind.Link:
                throw new FileRefusedException(FileRefusal.NotAllowed, $"'{path}' became a link meanwhile. Try again.");
            default:
                throw new FileRefusedException(
                    FileRefusal.NotRegular,
                    $"'{path}' is a device, a pipe or a socket, and a file must not take its place. Use another path.");
        }
    }

    /// <summary>Rejects content that does not fit on the disk.</summary>
    /// <exception cref="FileRefusedException">There is too little space.</exception>
    public static void CheckSpace(string path, string directory, long length)
    {
        var existing = directory;
        while (!System.IO.Directory.Exists(existing))
        {
            existing = Path.GetDirectoryName(existing)!;
        }

        var disk = new DriveInfo(existing);

        // The free space is unknown on a file system that reports no size.
        if (disk.TotalSize > 0 && disk.AvailableFreeSpace < length)
        {
            throw new FileRefusedException(
                FileRefusal.InsufficientStorage,
                $"'{path}' needs {length} bytes, and its disk has {disk.AvailableFreeSpace} free. Free some space.");
        }
    }

    private static FileRefusedException OwnerNotKept(string path, FileStatus present) =>
        new(FileRefusal.AccessDenied, $"'{path}' belongs to user {present.User} and group {present.Group}, and the agent's account '{Environment.UserName}' "
            + "cannot keep it so. Delete the file first, or give it to the agent's account.");
}
