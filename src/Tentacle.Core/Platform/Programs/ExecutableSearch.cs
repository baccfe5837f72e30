namespace Tentacle.Core.Platform.Programs;

/// <summary>Finds programs as a shell does, by the PATH; on Unix also where a service with an empty PATH would miss them.</summary>
public static class ExecutableSearch
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private static readonly string[] UsualPlaces = ["/usr/local/bin", "/usr/bin", "/bin"];

    /// <summary>The program's absolute path; null when there is none.</summary>
    /// <param name="program">Without directory and extension.</param>
    /// <param name="searchPath">Looked through instead of PATH and the usual places.</param>
    public static string? Find(string program, string? searchPath = null) =>
        (searchPath?.Split(Path.PathSeparator) ?? Places())
            .Where(Path.IsPathRooted)
            .Select(directory => Path.Combine(directory, OperatingSystem.IsWindows() ? program + ".exe" : program))
            .FirstOrDefault(IsExecutable);

    private static IEnumerable<string> Places() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(OperatingSystem.IsWindows() ? [Environment.SystemDirectory, Path.Combine(Environment.SystemDirectory, "WindowsPowerShell", "v1.0")] : UsualPlaces);

    private static bool IsExecutable(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & AnyExecute) != 0);
}
