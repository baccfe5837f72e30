
namespace Tentacle.Platform.Directories;

/// <summary>The kind of a directory entry.</summary>
public enum FileKind
{
    File,
    Directory,
    Link,

    /// <summary>A device, a pipe or a socket.</summary>
    Other,
}
