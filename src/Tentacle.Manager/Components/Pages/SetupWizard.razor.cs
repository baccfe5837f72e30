using Microsoft.AspNetCore.Components;
using Tentacle.Instances;
using Tentacle.Instances.Settings;
using Tentacle.Manager.Commands;
using Tentacle.Manager.Model.Forms;
using Tentacle.Manager.Model.Instances;

namespace Tentacle.Manager.Components.Pages;

/// <summary>The wizard that sets up a Tentacle: storage, communication, the commands, the result.</summary>
public sealed partial class SetupWizard
{
    [Inject]
    public required TentacleProgram Program { get; init; }

    [Inject]
    public required InstanceCatalog Catalog { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private SetupForm Form { get; set; } = new(ConfigurationRoots.ForThisProcess().Write);

    private IReadOnlyList<string> Taken { get; set; } = [];

    private int Step { get; set; }

    private CommandRun Run { get; set; } = new([]);

    private CommandRun Undo { get; set; } = new([]);

    private string? Obstacle { get; } = ServiceReader.Obstacle();

    private string Kind => Form.Polls ? "polling" : "listening";

    private string[] Steps => ["Storage", Form.Polls ? "Server" : "Communication", "Review and set up"];

    private bool IsBusy => Run.State == CommandRunState.Running || Undo.State == CommandRunState.Running;

    private string Aftermath => Undo.State switch
    {
        CommandRunState.Succeeded => "What had been made was taken back; go back, correct it, and try again.",
        CommandRunState.Failed => $"What had been made could not be taken back: {Undo.Failure}",
        CommandRunState.Running => "Taking back what had been made…",
        _ => "Nothing was made. Go back and correct it; what you typed is kept.",
    };

    protected override void OnInitialized()
    {
        Form.Polls = Navigation.ToBaseRelativePath(Navigation.Uri).StartsWith("new/polling", StringComparison.Ordinal);
        Form.InstallsService = Obstacle is null;
        InspectPorts();
        Form.Rename(Taken.Count == 0 ? InstanceName.Default : SetupForm.FreeName(Taken));
    }

    private async Task InstallAsync()
    {
        var plan = Form.Plan();
        var isNew = !Path.Exists(plan.Home);
        (Run, Undo) = (new CommandRun(Form.Commands()), new CommandRun([]));
        await Run.RunAsync(Program.Path, Show, CancellationToken.None);
        if (Run.State == CommandRunState.Failed && InstanceCommands.UndoSetUp(plan, Run.Done, withFiles: isNew) is { Count: > 0 } undo)
        {
            Undo = new CommandRun(undo);
            await Undo.RunAsync(Program.Path, Show, CancellationToken.None);
        }

        InspectPorts();
    }

    private void Show() => _ = InvokeAsync(StateHasChanged);

    private void InspectPorts()
    {
        try
        {
            Taken = [.. Catalog.List().Select(entry => entry.Name)];
            Form.Others = Catalog.Neighbours(name: null);
        }
        catch (SettingsException)
        {
            // The first command reports the error in the index.
            Taken = [];
            Form.Others = null;
        }
    }
}
