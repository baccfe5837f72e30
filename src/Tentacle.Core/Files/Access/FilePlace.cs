
namespace Tentacle.Core.Files.Access;

/// <summary>A path that the gate admitted.</summary>
/// <param name="Path">The path as the caller wrote it.</param>
/// <param name="Real">The absolute path without links.</param>
public sealed record FilePlace(string Path, string Real)
{
    public string Name => System.IO.Path.GetFileName(Real);

    /// <summary>The path of the parent directory; for the root of a file system, the root itself.</summary>
    public string Directory => System.IO.Path.GetDirectoryName(Real) ?? Real;

    /// <summary>True for the root of a file system, which has no name in a directory.</summary>
    public bool IsRoot => Name.Length == 0;
}
