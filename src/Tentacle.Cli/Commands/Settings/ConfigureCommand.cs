using System.Net;
using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Contracts;
using Tentacle.Instances;
using Tentacle.Instances.Settings;

namespace Tentacle.Cli.Commands.Settings;

/// <summary><c>configure</c>: changes settings. All options of a call are applied as one atomic change.</summary>
internal static class ConfigureCommand
{
    private const string AnyAddress = "any";

    private static readonly Option Home = Option.Value("home|homedir", "Home directory");
    private static readonly Option Applications = Option.Value("app|appdir", "Default directory to deploy applications to");
    private static readonly Option Port = Option.Value("port", "TCP port on which Tentacle should listen to connections");
    private static readonly Option NoListen = Option.Value("noListen", "Suppress listening on a TCP port (intended for polling Tentacles only)");
    private static readonly Option ListenIp = Option.Value("listenIpAddress", "IP address on which Tentacle should listen. Default: any");
    private static readonly Option PollingConnections = Option.Value("pollingConnectionCount", "The number of connections that are held to each polled server");
    private static readonly Option Trust = Option.Many("trust", "The thumbprint of the Octopus Server to trust");
    private static readonly Option RemoveTrust = Option.Many("remove-trust", "The thumbprint of the Octopus Server to remove from the trusted list");
    private static readonly Option ResetTrust = Option.Flag("reset-trust", "Removes all trusted Octopus Servers");

    private static readonly Option TrustMonitor = Option.Many("trust-monitor", "The thumbprint of a peer that may read health and metrics, and nothing else");
    private static readonly Option RemoveMonitor = Option.Many("remove-trust-monitor", "The thumbprint of a monitor to trust no longer");
    private static readonly Option Set = Option.Many(
        "set",
        $"Any other setting as NAME=VALUE; without a value its default. Names: {string.Join(", ", OtherSettings.Names)}");

    public static Command Create() => new("configure", "Sets Tentacle settings such as the port number and thumbprints", RunAsync)
    {
        UsesInstance = true,
        Options = [Home, Applications, Port, NoListen, ListenIp, PollingConnections, Trust, RemoveTrust, ResetTrust, TrustMonitor, RemoveMonitor, Set],
    };

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var wanted = Read(invocation);
        RefuseOthers(invocation, wanted);

        // Directories are created first, so that the settings stay unchanged when one cannot be created.
        wanted.Home?.CreateDirectory();
        if (wanted.Applications is not null)
        {
            SharedDirectory.Create(wanted.Applications);
        }

        await SettingsUpdate.ChangeAsync(invocation, settings => Apply(settings, wanted), cancellationToken);
        Report(invocation, wanted);
        return ExitCodes.Done;
    }

    private static void RefuseOthers(Invocation invocation, Wanted wanted)
    {
        var others = new OthersUse(invocation);
        others.RefuseDirectory(wanted.Home?.Directory, Home);
        others.RefuseDirectory(wanted.Applications, Applications);
        if ((wanted.Port, wanted.NoListen, wanted.ListenIp) is not (null, null, null))
        {
            var before = invocation.Instance.Settings.Load().Tentacle.Services;
            var after = WithServices(before, wanted);
            if (!after.NoListen)
            {
                others.RefusePort(before, after);
            }
        }
    }

    private static Wanted Read(Invocation invocation)
    {
        var arguments = invocation.Arguments;
        return new Wanted
        {
            Home = invocation.FindPath(Home) is { } home ? new InstanceHome(home) : null,
            Applications = invocation.FindPath(Applications),
            Port = arguments.FindNumber(Port, 0, IPEndPoint.MaxPort),
            NoListen = arguments.FindBoolean(NoListen),
            ListenIp = AddressIn(arguments),
            PollingConnections = arguments.FindNumber(PollingConnections, 1, SettingsRules.MaximumPollingConnections),
            Trust = ThumbprintsIn(arguments, Trust),
            RemoveTrust = ThumbprintsIn(arguments, RemoveTrust),
            ResetTrust = arguments.Has(ResetTrust),
            TrustMonitor = ThumbprintsIn(arguments, TrustMonitor),
            RemoveMonitor = ThumbprintsIn(arguments, RemoveMonitor),
            Others = [.. arguments.All(Set).Select(OtherSettings.Parse)],
        };
    }

    private static string? AddressIn(Arguments arguments) => arguments.Find(ListenIp) switch
    {
        null => null,
        var text when text.Equals(AnyAddress, StringComparison.OrdinalIgnoreCase) => AnyAddress,
        var text => ListenAddress.TryParse(text, out var address, out var fault)
            ? ListenAddress.Normalize(text, address)
            : throw new UserErrorException($"'{text}' is not a valid value for --listenIpAddress: {fault}. Use an IP address of this machine, or any."),
    };

    private static List<Thumbprint> ThumbprintsIn(Arguments arguments, Option option) => [.. arguments.All(option).Select(text =>
        Thumbprint.TryParse(text, null, out var thumbprint)
            ? thumbprint
            : throw new UserErrorException(Thumbprint.Refusal(text, $"is not a valid value for --{option.Name}")))];

    // The order is the original's: reset, removals, additions, then the rest.
    private static InstanceSettings Apply(InstanceSettings before, Wanted wanted)
    {
        var settings = wanted.Others.Aggregate(before, (current, change) => change(current));
        var tentacle = settings.Tentacle;
        return settings with
        {
            Octopus = settings.Octopus with { Home = wanted.Home?.Directory ?? settings.Octopus.Home },
            Tentacle = tentacle with
            {
                Communication = tentacle.Communication with
                {
                    TrustedOctopusServers = Trusted(tentacle.Communication.TrustedOctopusServers, wanted),
                    PollingConnectionCount = wanted.PollingConnections ?? tentacle.Communication.PollingConnectionCount,
                    TrustedMonitors = [.. tentacle.Communication.TrustedMonitors.Except(wanted.RemoveMonitor).Union(wanted.TrustMonitor)],
                },
                Deployment = tentacle.Deployment with { ApplicationDirectory = wanted.Applications ?? tentacle.Deployment.ApplicationDirectory },
                Services = WithServices(tentacle.Services, wanted),
            },
        };
    }

    private static ServicesSettings WithServices(ServicesSettings services, Wanted wanted) => services with
    {
        PortNumber = wanted.Port ?? services.PortNumber,
        NoListen = wanted.NoListen ?? services.NoListen,
        ListenIP = wanted.ListenIp is null ? services.ListenIP : wanted.ListenIp == AnyAddress ? null : wanted.ListenIp,
    };

    private static IReadOnlyList<TrustedServer> Trusted(IReadOnlyList<TrustedServer> before, Wanted wanted)
    {
        var kept = wanted.ResetTrust ? [] : before.Where(server => !wanted.RemoveTrust.Contains(server.Thumbprint)).ToList();
        var style = wanted.NoListen == true ? CommunicationStyle.TentacleActive : CommunicationStyle.TentaclePassive;
        var added = wanted.Trust.Distinct().Where(thumbprint => !kept.Exists(server => server.Thumbprint == thumbprint));
        return [.. kept, .. added.Select(thumbprint => new TrustedServer { Thumbprint = thumbprint, CommunicationStyle = style })];
    }

    private static void Report(Invocation invocation, Wanted wanted)
    {
        SayWhen(wanted.ResetTrust, "Removing all trusted Octopus Servers...");
        SayWhen(wanted.RemoveTrust.Count > 0, $"Removing {wanted.RemoveTrust.Count} trusted Octopus Servers");
        SayWhen(wanted.Trust.Count > 0, $"Adding {wanted.Trust.Count} trusted Octopus Servers");
        SayWhen(wanted.RemoveMonitor.Count > 0, $"Removing {wanted.RemoveMonitor.Count} monitors");
        SayWhen(wanted.TrustMonitor.Count > 0, $"Adding {wanted.TrustMonitor.Count} monitors");
        SayWhen(wanted.Others.Count > 0, $"Other settings changed: {wanted.Others.Count}");
        SayWhen(wanted.Home is not null, $"Home directory set to: {wanted.Home?.Directory}");
        SayWhen(wanted.Applications is not null, $"Application directory set to: {wanted.Applications}");
        SayWhen(wanted.Port is not null, $"Services listen port: {wanted.Port}");
        SayWhen(wanted.NoListen is not null, wanted.NoListen == true ? "Tentacle will not listen on a port" : "Tentacle will listen on a TCP port");
        SayWhen(wanted.ListenIp is not null, $"Listen on IP address: {wanted.ListenIp}");
        SayWhen(wanted.PollingConnections is not null, $"Polling connection count: {wanted.PollingConnections}");

        void SayWhen(bool applies, string line)
        {
            if (applies)
            {
                invocation.Report(line);
            }
        }
    }

    private sealed record Wanted
    {
        public InstanceHome? Home { get; init; }
        public string? Applications { get; init; }
        public int? Port { get; init; }
        public bool? NoListen { get; init; }
        public string? ListenIp { get; init; }
        public int? PollingConnections { get; init; }
        public required List<Thumbprint> Trust { get; init; }
        public required List<Thumbprint> RemoveTrust { get; init; }
        public bool ResetTrust { get; init; }
        public required List<Thumbprint> TrustMonitor { get; init; }
        public required List<Thumbprint> RemoveMonitor { get; init; }
        public required List<Func<InstanceSettings, InstanceSettings>> Others { get; init; }
    }
}
