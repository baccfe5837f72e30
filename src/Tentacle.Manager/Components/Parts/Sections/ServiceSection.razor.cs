using Microsoft.AspNetCore.Components;
using MudBlazor;
using Tentacle.Manager.Commands;
using Tentacle.Manager.Components.Parts.Dialogs;
using Tentacle.Manager.Model.Instances;
using Tentacle.Services.Control;

namespace Tentacle.Manager.Components.Parts.Sections;

/// <summary>Starts, stops, restarts, installs and reinstalls an instance's service. Shows a note when this account does not have the rights.</summary>
public sealed partial class ServiceSection
{
    [Inject]
    public required IDialogService Dialogs { get; init; }

    [Parameter, EditorRequired]
    public required InstanceSnapshot Snapshot { get; set; }

    private static string StateOf(InstalledService service) => service switch
    {
        { State: ServiceState.Running } => "runs",
        { State: ServiceState.Starting } => "is starting",
        { State: ServiceState.Stopping } => "is stopping",
        { State: ServiceState.Failed } => "has failed; the agent log says why",
        { IsDisabled: true } => "is stopped, and does not start with the machine",
        _ => "is stopped",
    };

    private Task StartAsync() => AskAsync("Start the service", null, "Start", false, "--start");

    private Task StopAsync() =>
        AskAsync("Stop the service", "Servers cannot reach it until it is started again. Jobs that run go on to their end.", "Stop", true, "--stop");

    private Task RestartAsync() =>
        AskAsync(
            "Restart the service",
            "Servers cannot reach it for a few seconds. Jobs that run go on, and their logs with them.",
            "Restart",
            false,
            "--restart");

    private Task InstallAsync() =>
        AskAsync("Install the service", "It starts now, and then with the machine.", "Install and start", false, "--install", "--start");

    private Task ReinstallAsync()
    {
        var account = Snapshot.Service?.Installed is { NeedsPassword: true } service
            ? $"It runs as {service.Account}, whose password is not known here: afterwards it runs as the system's own account. "
                + $"To keep {service.Account}, run the command yourself with --username and --password."
            : $"It keeps its account, {Snapshot.Service?.Installed?.Account}.";
        return AskAsync(
            "Reinstall the service",
            $"It is removed and installed again. {account} Settings, certificate and jobs stay.",
            "Reinstall",
            true,
            "--stop",
            "--uninstall",
            "--install",
            "--start");
    }

    private async Task AskAsync(
        string title,
        string? explanation,
        string confirm,
        bool isDestructive,
        params string[] steps) => await CommandDialog.ShowAsync(Dialogs, new CommandRequest
        {
            Title = title,
            Explanation = explanation,
            Confirm = confirm,
            IsDestructive = isDestructive,
            Commands = [InstanceCommands.Service(Snapshot.Name, steps)],
        });
}
