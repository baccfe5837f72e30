using Tentacle.Cli.Commands;
using Tentacle.Cli.Invocations;

namespace Tentacle.Cli;

/// <summary>Every command there is. A new one gets a file in <c>Commands/</c> and a line here; help and completion follow.</summary>
public static class CommandTable
{
    public static IReadOnlyList<Command> All { get; } =
    [
        // Instances
        CreateInstanceCommand.Create(),
        DeleteInstanceCommand.Create(),
        ListInstancesCommand.Create(),

        // Settings
        ConfigureCommand.Create(),
        ShowConfigurationCommand.Create(),

        // Identity and trust
        NewCertificateCommand.Create(),
        ShowThumbprintCommand.Create(),
        UpdateTrustCommand.Create(),

        // Running
        RunCommand.Create(),
        ServiceCommand.Create(),
        WatchdogCommand.Create(),
        CheckServicesCommand.Create(),
        DeployPackageCommand.Create(),

        // Acting as the server
        RemoteRunCommand.Create(),
        RemoteDeployCommand.Create(),
        RemoteInfoCommand.Create(),
        RemoteCancelCommand.Create(),
        RemoteUploadCommand.Create(),
        RemoteDownloadCommand.Create(),

        // First steps
        DemoCommand.Create(),

        // Looking
        VersionCommand.Create(),
        CompletionCommand.Create(),
        HelpCommand.Create(),
    ];
}
