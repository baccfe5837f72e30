using Tentacle.Cli.Commands.General;
using Tentacle.Cli.Commands.Instances;
using Tentacle.Cli.Commands.Jobs;
using Tentacle.Cli.Commands.Polling;
using Tentacle.Cli.Commands.Remote;
using Tentacle.Cli.Commands.Running;
using Tentacle.Cli.Commands.Services;
using Tentacle.Cli.Commands.Settings;
using Tentacle.Cli.Commands.Trust;
using Tentacle.Cli.Invocations;

namespace Tentacle.Cli;

/// <summary>All commands. A new command needs a file in <c>Commands/</c> and a line here; help, completion and reference are derived from this table.</summary>
internal static class CommandTable
{
    public static IReadOnlyList<Command> All { get; } =
    [
        .. Group(
            "Instances",
            CreateInstanceCommand.Create(),
            DeleteInstanceCommand.Create(),
            ListInstancesCommand.Create()),
        .. Group(
            "Settings",
            ConfigureCommand.Create(),
            ShowConfigurationCommand.Create(),
            ProxyCommand.CreateWeb(),
            ProxyCommand.CreatePolling(),
            SetPollingConnectionCountCommand.Create()),
        .. Group(
            "Identity and trust",
            NewCertificateCommand.Create(),
            ImportCertificateCommand.Create(),
            ShowThumbprintCommand.Create(),
            UpdateTrustCommand.Create(),
            ClearTrustedServersCommand.Create(),
            ServerCommsCommand.Create()),
        .. Group(
            "Octopus Server",
            PollServerCommand.Create()),
        .. Group(
            "Running",
            RunCommand.Create(),
            ServiceCommand.Create(),
            WatchdogCommand.Create(),
            CheckServicesCommand.Create(),
            DeployPackageCommand.Create(),
            LivezCommand.Create(),
            HealthCommand.Create()),
        .. Group(
            "Looking",
            JobsCommand.Create(),
            LogCommand.Create(),
            CancelCommand.Create(),
            DrainCommand.Create(),
            DiagnosticsCommand.Create(),
            VersionCommand.Create(),
            HelpCommand.Create(),
            CompletionCommand.Create(),
            ReferenceCommand.Create()),
        .. Group(
            "Acting as the server",
            RemoteRunCommand.Create(),
            RemoteDeployCommand.Create(),
            RemoteInfoCommand.Create(),
            RemoteCancelCommand.Create(),
            RemoteUploadCommand.Create(),
            RemoteDownloadCommand.Create()),
        .. Group(
            "First steps",
            DemoCommand.Create(),
            ManagerCommand.Create()),
    ];

    private static IEnumerable<Command> Group(string name, params IEnumerable<Command> commands) => commands.Select(command => command with { Group = name });
}
