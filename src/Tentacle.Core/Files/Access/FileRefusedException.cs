using Tentacle.Platform.Directories;

namespace Tentacle.Core.Files.Access;

/// <summary>The file store rejected an operation. The message is for the caller and names the value, the reason and the remedy.</summary>
public sealed class FileRefusedException : Exception
{
    public FileRefusedException(FileRefusal reason, string message, Exception? inner = null)
        : base(message, inner) => Reason = reason;

    public FileRefusedException()
    {
    }

    public FileRefusedException(string message)
        : base(message)
    {
    }

    public FileRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public FileRefusal Reason { get; } = FileRefusal.StorageFailed;

    /// <summary>Converts an error of the file system into a message about one path.</summary>
    public static FileRefusedException From(StorageException e, string path) => e?.Error switch
    {
        StorageError.NotFound => new(FileRefusal.NotFound, $"'{path}' is not there. GET its directory to see what is.", e),
        StorageError.AccessDenied => new(
            FileRefusal.AccessDenied,
            $"The agent's account '{Environment.UserName}' may not do that to '{e.Path}'. Give it the permission, or use another path.",
            e),
        StorageError.ReadOnly => new(FileRefusal.AccessDenied, $"'{e.Path}' is on a file system that is mounted read-only. Use another path.", e),
        StorageError.NotDirectory => new(FileRefusal.NotDirectory, $"'{e.Path}' is not a directory, so nothing can be in it. Check the path '{path}'.", e),
        StorageError.IsDirectory => new(FileRefusal.IsDirectory, $"'{path}' is a directory. Name a file in it.", e),
        StorageError.NotEmpty or StorageError.Exists => new(
            FileRefusal.NotEmpty,
            $"'{path}' is a directory that is not empty. Delete it with recursive=true.",
            e),
        StorageError.TooLong => new(FileRefusal.TooLong, $"'{path}' has a name that is too long for its file system. Use at most 255 bytes a name.", e),
        StorageError.Full => new(FileRefusal.InsufficientStorage, $"The disk of '{path}' is full, or its quota is. Free some space and send it again.", e),
        StorageError.Link => new(FileRefusal.NotAllowed, $"A link on the way to '{path}' cannot be followed: {e.Message}. Use the path that it stands for.", e),
        StorageError.Busy => new(FileRefusal.AccessDenied, $"'{e.Path}' is in use by the system: {e.Message}.", e),
        _ => new(FileRefusal.StorageFailed, $"'{path}' could not be read or written: {e?.Message}. Look at the disk of this machine.", e),
    };
}
