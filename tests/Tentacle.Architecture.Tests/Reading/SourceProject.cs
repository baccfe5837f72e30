using System.Xml.Linq;
using Tentacle.Testing;

namespace Tentacle.Architecture.Tests.Reading;

/// <summary>A project in <c>src</c>, as its project file and its folder show it.</summary>
/// <param name="References">Short names (without <c>Tentacle.</c>) of the projects whose code it uses.</param>
/// <param name="BuildOnly">Short names of the projects that are only built before it.</param>
public sealed record SourceProject(string Name, string Directory, IReadOnlyList<string> References, IReadOnlyList<string> BuildOnly)
{
    public static IReadOnlyList<SourceProject> All { get; } =
        [.. System.IO.Directory.EnumerateFiles(SourceTree.At("src"), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Load)];

    /// <summary>Its source files, as paths below <see cref="Directory"/> with <c>/</c>.</summary>
    public IEnumerable<string> Files() => Find("*.cs");

    /// <summary>Its Razor pages and components.</summary>
    public IEnumerable<string> Pages() => Find("*.razor");

    public string Read(string file) => File.ReadAllText(Path.Combine(Directory, file));

    public static SourceProject Load(string file) => Parse(Path.GetFileNameWithoutExtension(file), Path.GetDirectoryName(file)!, XDocument.Load(file));

    public static SourceProject Parse(string name, string directory, XDocument project)
    {
        ArgumentNullException.ThrowIfNull(project);
        var references = project.Descendants("ProjectReference")
            .Select(r => (
                Name: ShortName(Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/'))),
                IsBuildOnly: string.Equals((r.Attribute("ReferenceOutputAssembly")?.Value ?? r.Element("ReferenceOutputAssembly")?.Value)?.Trim(), "false", StringComparison.OrdinalIgnoreCase)))
            .ToList();
        return new SourceProject(
            ShortName(name), directory, [.. references.Where(r => !r.IsBuildOnly).Select(r => r.Name)], [.. references.Where(r => r.IsBuildOnly).Select(r => r.Name)]);
    }

    private IEnumerable<string> Find(string pattern) =>
        System.IO.Directory.EnumerateFiles(Directory, pattern, SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Directory, f).Replace('\\', '/'))
            .Where(f => !f.StartsWith("obj/", StringComparison.Ordinal) && !f.StartsWith("bin/", StringComparison.Ordinal));

    private static string ShortName(string name) => name.StartsWith("Tentacle.", StringComparison.Ordinal) ? name["Tentacle.".Length..] : name;
}
