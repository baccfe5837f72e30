using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Core.Platform;

namespace Tentacle.Cli.Commands;

/// <summary><c>manager</c>: starts <c>tentacle-manager</c>, a program of its own, and waits until it is closed.</summary>
internal static class ManagerCommand
{
    private static readonly Option Port = Option.Value("port", "TCP port on the loopback addresses. Default: any that is free");
    private static readonly Option PublicOrigin = Option.Value("public-origin", "One more origin that may be used, for a tunnel, for example http://localhost:8800");
    private static readonly Option NoBrowser = Option.Flag("no-browser", "Does not open the browser: the file that is printed opens the Manager");

    public static Command Create() => new("manager", "Opens the Manager: this machine's Tentacles in the browser", RunAsync)
    {
        UsesInstance = false,
        StopsItself = true,
        Options = [CommonOptions.Instance, Port, PublicOrigin, NoBrowser],
    };

    private static Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var arguments = invocation.Arguments;
        List<string> given = [];
        foreach (var option in new[] { CommonOptions.Instance, Port, PublicOrigin })
        {
            if (arguments.Find(option) is { } value)
            {
                given.Add($"--{option.Name}={value}");
            }
        }

        if (arguments.Has(NoBrowser))
        {
            given.Add($"--{NoBrowser.Name}");
        }

        if (FindFile("tentacle") is { } self)
        {
            given.Add($"--tentacle={self}");
        }

        return ForegroundProcess.RunAsync(FindManager(), given, cancellationToken);
    }

    // It has a directory of its own, because it brings files that tentacle does not want beside it.
    private static string FindManager() =>
        FindFile(Path.Combine("manager", "tentacle-manager")) ?? FindFile("tentacle-manager")
        ?? throw new UserErrorException(
            $"The Manager is not installed: there is no '{Path.Combine(AppContext.BaseDirectory, "manager", "tentacle-manager")}'. Install the package that has it, or publish src/Tentacle.Manager into that directory.");

    private static string? FindFile(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? name + ".exe" : name);
        return File.Exists(path) ? path : null;
    }
}
