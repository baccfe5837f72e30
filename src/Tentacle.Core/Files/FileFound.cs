using Tentacle.Core.Files.Access;
using Tentacle.Core.Files.Content;

namespace Tentacle.Core.Files;

/// <summary>The entry that a path names: a file or a directory.</summary>
public abstract record FileFound
{
    private FileFound()
    {
    }

    /// <summary>An open file. The receiver disposes it.</summary>
    public sealed record Content(StoredFile File) : FileFound;

    public sealed record Folder(FilePlace Place) : FileFound;
}
