namespace Tentacle.Testing.Programs;

/// <summary>The programs under test.</summary>
/// <param name="Directory">Where <c>tentacle</c> and <c>tentacle-supervisor</c> lie side by side.</param>
public sealed record TentacleExecutable(string Directory)
{
    /// <summary>The build output of <c>src/Tentacle.Cli</c>, built as the tests were.</summary>
    public static TentacleExecutable Built { get; } = new(SourceTree.OutputOf("Tentacle.Cli"));

    public string Path => ExistingFile("tentacle");

    public string Supervisor => ExistingFile("tentacle-supervisor");

    private string ExistingFile(string name)
    {
        var path = System.IO.Path.Combine(Directory, OperatingSystem.IsWindows() ? name + ".exe" : name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"There is no '{path}'. Build it first: dotnet build src/Tentacle.Cli.", path);
    }
}
