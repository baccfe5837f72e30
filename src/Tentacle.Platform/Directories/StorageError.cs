namespace Tentacle.Platform.Directories;

/// <summary>The reason for a failure of the file system.</summary>
public enum StorageError
{
    NotFound,
    Exists,
    AccessDenied,
    ReadOnly,
    NotDirectory,
    IsDirectory,
    NotEmpty,
    TooLong,
    Full,

    /// <summary>A link is in a place where links are not allowed, or links form a cycle.</summary>
    Link,
    Busy,

    /// <summary>A failure of the disk, or any other failure.</summary>
    Failed,
}
