namespace Tentacle.Cli.Invocations;

/// <summary>Where <c>tentacle</c> itself is, for whoever is to start it later.</summary>
internal static class ThisProgram
{
    /// <summary>The program beside us, so that it is never the runtime that happens to run us.</summary>
    public static string Path { get; } =
        System.IO.Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "tentacle.exe" : "tentacle") is var beside && File.Exists(beside)
            ? beside
            : Environment.ProcessPath ?? "tentacle";
}
