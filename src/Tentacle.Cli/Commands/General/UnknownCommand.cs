using Tentacle.Cli.Invocations;
using Tentacle.Contracts;

namespace Tentacle.Cli.Commands.General;

/// <summary>The error for an unknown command: the original's text, then a suggestion.</summary>
internal static class UnknownCommand
{
    // Commands of the original that scripts call and that this version does not support.
    private static readonly Dictionary<string, string> OfTheOriginal = new(StringComparer.OrdinalIgnoreCase)
    {
        ["register-with"] = Registration,
        ["register-worker"] = Registration,
        ["register-k8s-target"] = Registration,
        ["register-k8s-cluster"] = Registration,
        ["register-k8s-worker"] = Registration,
        ["deregister-from"] = Deregistration,
        ["deregister-worker"] = Deregistration,
        ["extract"] = "packages are deployed as jobs: see 'tentacle help remote deploy'",
        ["migrate-preinstalled-k8s-config"] = "this Tentacle has no set-up for Kubernetes to migrate",
    };

    private const string Registration = "this Tentacle does not sign in to Octopus Server: add it there by hand, with the thumbprint that 'tentacle "
        + "show-thumbprint --sha1' shows";
    private const string Deregistration = "this Tentacle does not sign in to Octopus Server: remove it there by hand, and its trust here with 'tentacle "
        + "configure --remove-trust THUMBPRINT'";

    /// <returns>The exit code.</returns>
    public static int Report(string name, IReadOnlyList<Command> commands, Terminal terminal)
    {
        terminal.Error.WriteLine($"Command '{name}' is not supported{Hint(name, commands)}");
        terminal.Out.WriteLine("See 'tentacle help'");
        return ExitCodes.UnknownCommand;
    }

    private static string Hint(string name, IReadOnlyList<Command> commands)
    {
        if (OfTheOriginal.TryGetValue(name, out var reason))
        {
            return $": {reason}.";
        }

        var known = HelpText.Shown(commands).SelectMany(command => command.Aliases.Where(alias => alias.Length > 1).Prepend(command.Name));
        return NearestName.Find(name, known.Concat(CommandGroup.NamesIn(commands))) is { } near ? $". Did you mean '{near}'?" : "";
    }
}
