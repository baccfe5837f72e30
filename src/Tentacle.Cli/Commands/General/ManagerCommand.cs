using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;

namespace Tentacle.Cli.Commands.General;

/// <summary><c>manager</c>: starts the separate program <c>tentacle-manager</c> and waits until it ends.</summary>
internal static class ManagerCommand
{
    private static readonly Option Port = Option.Value("port", "TCP port on the loopback addresses. Default: any that is free");
    private static readonly Option PublicOrigin = Option.Value(
        "public-origin",
        "One more origin that may be used, for a tunnel, for example http://localhost:8800");
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

        return ManagerProgram.RunAsync(given, new Dictionary<string, string>(), cancellationToken);
    }
}
