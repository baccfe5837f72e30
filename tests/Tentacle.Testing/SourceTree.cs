using System.Reflection;

namespace Tentacle.Testing;

/// <summary>Where the checkout is that these tests were built from.</summary>
public static class SourceTree
{
    /// <summary>The directory of <c>Tentacle.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Debug or Release: how the tests themselves were built, so that they try the same build of the programs.</summary>
    public static string Configuration { get; } =
        typeof(SourceTree).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Debug";

    public static string At(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    /// <summary>The build output of a project in <c>src</c>. Whoever uses it has a <c>ProjectReference</c> with <c>ReferenceOutputAssembly="false"</c>, so that it is built first.</summary>
    public static string OutputOf(string project) => At("src", project, "bin", Configuration, "net10.0");

    private static string FindRoot()
    {
        for (var directory = AppContext.BaseDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Combine(directory, "Tentacle.sln")))
            {
                return directory;
            }
        }

        throw new DirectoryNotFoundException($"No directory above '{AppContext.BaseDirectory}' holds Tentacle.sln. Run the tests from their build output in the checkout.");
    }
}
