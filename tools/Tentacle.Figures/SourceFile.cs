namespace Tentacle.Figures;

/// <summary>One source file of a project.</summary>
/// <param name="Project">The name of the project, for example <c>Tentacle.Core</c>.</param>
/// <param name="Path">The path below the root of the repository, with <c>/</c>.</param>
/// <param name="Lines">The lines of the file.</param>
internal sealed record SourceFile(string Project, string Path, string[] Lines)
{
    /// <summary>Reads the C# files of all projects in a directory.</summary>
    /// <param name="root">The root of the repository.</param>
    /// <param name="directory">The name of the directory with the projects.</param>
    public static IReadOnlyList<SourceFile> ReadAll(string root, string directory) =>
    [
        .. from project in Directory.EnumerateDirectories(System.IO.Path.Combine(root, directory)).Order(StringComparer.Ordinal)
           from path in Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
           let relative = System.IO.Path.GetRelativePath(root, path).Replace('\\', '/')
           where !relative.Contains("/obj/", StringComparison.Ordinal) && !relative.Contains("/bin/", StringComparison.Ordinal)
           select new SourceFile(System.IO.Path.GetFileName(project), relative, File.ReadAllLines(path)),
    ];
}
