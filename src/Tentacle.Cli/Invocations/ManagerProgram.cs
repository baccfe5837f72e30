using Tentacle.Cli.Parsing;
using Tentacle.Core.Platform.Processes;

namespace Tentacle.Cli.Invocations;

/// <summary>The program <c>tentacle-manager</c>, and how it is started.</summary>
internal static class ManagerProgram
{
    /// <summary>Null when it is not installed. It has a directory of its own, because it brings files that tentacle does not want beside it.</summary>
    public static string? Find() => FindFile(Path.Combine("manager", "tentacle-manager")) ?? FindFile("tentacle-manager");

    /// <summary>Runs it until it is closed.</summary>
    /// <param name="options">Its own.</param>
    /// <param name="environment">Added to our own.</param>
    /// <param name="cancellationToken">Asks it to end.</param>
    /// <exception cref="UserErrorException">It is not installed.</exception>
    public static Task<int> RunAsync(IReadOnlyList<string> options, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var program = Find() ?? throw new UserErrorException(
            $"The Manager is not installed: there is no '{Path.Combine(AppContext.BaseDirectory, "manager", "tentacle-manager")}'. Install the package that has it, or publish src/Tentacle.Manager into that directory.");
        return ForegroundProcess.RunAsync(program, FindFile("tentacle") is { } self ? [.. options, $"--tentacle={self}"] : options, environment, cancellationToken);
    }

    private static string? FindFile(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? name + ".exe" : name);
        return File.Exists(path) ? path : null;
    }
}
