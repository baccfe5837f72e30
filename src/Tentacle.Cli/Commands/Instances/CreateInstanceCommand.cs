using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Core.Instances;
using Tentacle.Core.Instances.Settings;

namespace Tentacle.Cli.Commands.Instances;

/// <summary><c>create-instance</c>: a settings file, a home, and an entry in the index. Running it again with the same values changes nothing.</summary>
internal static class CreateInstanceCommand
{
    private const string DefaultFileName = "Tentacle.config";

    private static readonly Option Name = Option.Value("instance", "Name of the instance to create");
    private static readonly Option Config = Option.Value("config", "Path to configuration file to create");
    private static readonly Option Home = Option.Value("home", "[Optional] Path to the home directory - defaults to the same directory as the config file");

    public static Command Create() => Command.Simple("create-instance", "Registers a new instance of the Tentacle service", Run) with { Options = [Name, Config, Home] };

    private static void Run(Invocation invocation)
    {
        var given = invocation.Arguments.Find(Name);
        var config = invocation.FindPath(Config);
        var home = invocation.FindPath(Home);
        var path = config ?? invocation.Terminal.FullPath(Path.Combine(home ?? "", DefaultFileName));
        home ??= Path.GetDirectoryName(path)!;

        // The original's rule: a settings file that is named by path alone is in no index.
        var name = given ?? (config is null ? InstanceName.Default : null);
        if (name is not null)
        {
            RefuseTaken(invocation, InstanceName.Check(name), path);
        }

        new InstanceHome(home).CreateDirectory();
        var store = new SettingsStore(path);
        if (store.Create(new InstanceSettings { Octopus = new OctopusSettings { Home = home } }))
        {
            invocation.Say($"Creating empty configuration file: {path}");
            invocation.Say($"Setting home directory to: {home}");
        }
        else
        {
            invocation.Say($"A configuration file at {path} already exists and is used as it is.");
            KeepHome(store, home, invocation.FindPath(Home) is not null);
        }

        if (name is not null)
        {
            invocation.Terminal.Index.Add(new InstanceEntry(name, path));
            invocation.Say($"Saving instance: {name}");
        }
    }

    private static void RefuseTaken(Invocation invocation, string name, string path)
    {
        if (invocation.Terminal.Index.Find(name) is { } taken && Path.GetFullPath(taken.ConfigurationFilePath) != path)
        {
            throw new UserErrorException(
                $"The instance '{taken.Name}' already exists with the configuration file '{taken.ConfigurationFilePath}'. Choose another name with --instance, or remove it first with 'tentacle delete-instance --instance \"{taken.Name}\"'.");
        }
    }

    private static void KeepHome(SettingsStore store, string home, bool isGiven) => store.Change(settings =>
        settings.Octopus.Home == home || (settings.Octopus.Home is not null && !isGiven)
            ? settings
            : settings with { Octopus = settings.Octopus with { Home = home } });
}
