using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Instances;
using Tentacle.Instances.Settings;
using Tentacle.Services.Control;
using Tentacle.Services.Systemd;

namespace Tentacle.Cli.Commands.Instances;

/// <summary>
/// <c>create-instance</c>: creates a settings file, a home directory and an entry in the index. A repeated call with the same values changes nothing.
/// </summary>
internal static class CreateInstanceCommand
{
    private const string DefaultFileName = "Tentacle.config";

    private static readonly Option Name = Option.Value("instance", "Name of the instance to create");
    private static readonly Option Config = Option.Value("config", "Path to configuration file to create");
    private static readonly Option Home = Option.Value("home", "[Optional] Path to the home directory - defaults to the same directory as the config file");

    private static readonly Option TakeOver = Option.Flag(
        "take-over",
        "Makes an instance that another account of this machine has created one of the machine's, with its identity, jobs and settings. For root");

    public static Command Create() =>
        new("create-instance", "Registers a new instance of the Tentacle service", RunAsync) { Options = [Name, Config, Home, TakeOver] };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Arguments.Has(TakeOver))
        {
            await TakeOverAsync(invocation, cancellationToken);
        }
        else
        {
            Run(invocation);
        }

        return ExitCodes.Done;
    }

    private static async Task TakeOverAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var instance = invocation.Terminal.Index.Resolve(
            invocation.Arguments.Get(Name),
            invocation.Arguments.Find(Config),
            invocation.Terminal.CurrentDirectory);
        if (instance is not { Account: not null, IsListed: true })
        {
            throw new UserErrorException(
                $"The instance '{instance.Name}' belongs to no other account: there is nothing to take over. "
                + "See whose instances are whose with 'tentacle list-instances' as root.");
        }

        try
        {
            foreach (var sentence in await new InstanceTakeover(invocation.Terminal.Index).RunAsync(instance, cancellationToken))
            {
                invocation.Report(sentence);
            }
        }
        catch (ServiceException e)
        {
            throw new UserErrorException(e.Message, e);
        }
    }

    private static void Run(Invocation invocation)
    {
        var given = invocation.Arguments.Find(Name);
        var config = invocation.FindPath(Config);
        var home = invocation.FindPath(Home);
        var path = config ?? invocation.Terminal.FullPath(Path.Combine(home ?? "", DefaultFileName));
        home ??= Path.GetDirectoryName(path)!;

        // As in the original, a settings file that is given only by its path has no entry in the index.
        var name = given ?? (config is null ? InstanceName.Default : null);
        if (name is not null)
        {
            RefuseTaken(invocation, InstanceName.Check(name), path);
        }

        var store = new SettingsStore(path);
        var others = InstanceNeighbours.Find(invocation.Terminal.Index, name, path);
        var directory = HomeIn(store, home, isGiven: invocation.FindPath(Home) is not null);
        if ((others.RefuseSettings(path) ?? others.RefuseDirectory(directory, " with --home")) is { } refusal)
        {
            throw new UserErrorException(refusal);
        }

        new InstanceHome(home).CreateDirectory();
        if (store.Create(new InstanceSettings { Octopus = new OctopusSettings { Home = home } }))
        {
            invocation.Report($"Creating empty configuration file: {path}");
            invocation.Report($"Setting home directory to: {home}");
        }
        else
        {
            invocation.Report($"A configuration file at {path} already exists and is used as it is.");
            KeepHome(store, home, invocation.FindPath(Home) is not null);
        }

        if (name is not null)
        {
            invocation.Terminal.Index.Add(new InstanceEntry(name, path));
            invocation.Report($"Saving instance: {name}");
        }
    }

    private static void RefuseTaken(Invocation invocation, string name, string path)
    {
        if (invocation.Terminal.Index.Find(name) is { } taken && Path.GetFullPath(taken.ConfigurationFilePath) != path)
        {
            throw new UserErrorException(
                $"The instance '{taken.Name}' already exists with the configuration file '{taken.ConfigurationFilePath}'. "
                + $"Choose another name with --instance, or remove it first with 'tentacle delete-instance --instance \"{taken.Name}\"'.");
        }
    }

    // An existing settings file keeps the home directory that it names.
    private static string HomeIn(SettingsStore store, string home, bool isGiven) =>
        !isGiven && File.Exists(store.Path) && store.Load().Octopus.Home is { } kept ? Path.GetFullPath(kept, Path.GetDirectoryName(store.Path)!) : home;

    private static void KeepHome(SettingsStore store, string home, bool isGiven) => store.Change(settings =>
        settings.Octopus.Home == home || (settings.Octopus.Home is not null && !isGiven)
            ? settings
            : settings with { Octopus = settings.Octopus with { Home = home } });
}
