using Tentacle.Cli.Parsing;
using Tentacle.Platform.Processes;

namespace Tentacle.Cli.Invocations;

/// <summary>Finds and runs the program <c>tentacle-manager</c>.</summary>
internal static class ManagerProgram
{
    /// <summary>
    /// The path of the program; null when it is not installed. It has its own directory, because it comes with files that tentacle must not have beside it.
    /// </summary>
    public static string? Find() => FindFile(Path.Combine("manager", "tentacle-manager")) ?? FindFile("tentacle-manager");

    /// <summary>Runs the program until it ends.</summary>
    /// <param name="options">The options of the program.</param>
    /// <param name="environment">Variables that are added to the environment of this process.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <exception cref="UserErrorException">The program is not installed.</exception>
    public static Task<int> RunAsync(IReadOnlyList<string> options, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var program = Find() ?? throw new UserErrorException(
            $"The Manager is not installed: there is no '{Path.Combine(AppContext.BaseDirectory, "manager", "tentacle-manager")}'. "
            + "Install the package that has it, or publish src/Tentacle.Manager into that directory.");
        return ForegroundProcess.RunAsync(
            program,
            FindFile("tentacle") is { } self ? [.. options, $"--tentacle={self}"] : options,
            environment,
            cancellationToken);
    }

    private static string? FindFile(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? name + ".exe" : name);
        return File.Exists(path) ? path : null;
    }
}
