namespace Tentacle.Platform.Programs;

/// <summary>
/// Finds programs in the PATH, as a shell does. On Unix the usual directories are searched as well, because a service may have an empty PATH.
/// </summary>
public static class ExecutableSearch
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private static readonly string[] UsualPlaces = ["/usr/local/bin", "/usr/bin", "/bin"];

    /// <summary>The absolute path of the program; null when it is not found.</summary>
    /// <param name="program">The name without directory and extension.</param>
    /// <param name="searchPath">The directories to search instead of PATH and the usual directories.</param>
    public static string? Find(string program, string? searchPath = null) =>
        (searchPath?.Split(Path.PathSeparator) ?? Places())
            .Where(Path.IsPathRooted)
            .Select(directory => Path.Combine(directory, OperatingSystem.IsWindows() ? program + ".exe" : program))
            .FirstOrDefault(IsExecutable);

    private static IEnumerable<string> Places() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(
                OperatingSystem.IsWindows() ? [Environment.SystemDirectory, Path.Combine(
                    Environment.SystemDirectory,
                    "WindowsPowerShell",
                    "v1.0")] : UsualPlaces);

    private static bool IsExecutable(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & AnyExecute) != 0);
}
