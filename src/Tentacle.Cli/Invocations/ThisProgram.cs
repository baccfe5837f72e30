namespace Tentacle.Cli.Invocations;

/// <summary>The path of <c>tentacle</c> itself, for services and tasks that start it later.</summary>
internal static class ThisProgram
{
    /// <summary>The program beside this assembly, so that the path is never that of the runtime.</summary>
    public static string Path { get; } =
        System.IO.Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "tentacle.exe" : "tentacle") is var beside && File.Exists(beside)
            ? beside
            : Environment.ProcessPath ?? "tentacle";
}
