using Microsoft.AspNetCore.Components;
using Tentacle.Core.Instances;
using Tentacle.Manager.Commands;
using Tentacle.Manager.Model;

namespace Tentacle.Manager.Components.Pages;

/// <summary>From nothing to a Tentacle that listens: storage, communication, the commands, done.</summary>
public sealed partial class ListeningWizard
{
    private static readonly string[] Steps = ["Storage", "Communication", "Review and set up"];

    [Inject]
    public required TentacleProgram Program { get; init; }

    [Inject]
    public required InstanceCatalog Catalog { get; init; }

    private ListeningForm Form { get; set; } = new(ConfigurationRoots.ForThisProcess().Write);

    private IReadOnlyList<string> Taken { get; set; } = [];

    private int Step { get; set; }

    private bool Undone { get; set; }

    private CommandRun Run { get; set; } = new([]);

    protected override void OnInitialized()
    {
        LookWhatIsTaken();
        Form.Rename(Taken.Count == 0 ? InstanceName.Default : ListeningForm.FreeName(Taken));
    }

    private async Task InstallAsync()
    {
        Run = new CommandRun(Form.Commands());
        Undone = false;
        await Run.RunAsync(Program.Path, Show, CancellationToken.None);
        if (Run.State == CommandRunState.Failed && InstanceCommands.UndoListening(Form.Plan(), Run.Done) is { Count: > 0 } undo)
        {
            var back = new CommandRun(undo);
            await back.RunAsync(Program.Path, Show, CancellationToken.None);
            Undone = back.State == CommandRunState.Succeeded;
        }

        LookWhatIsTaken();
    }

    private void Show() => _ = InvokeAsync(StateHasChanged);

    private void LookWhatIsTaken()
    {
        try
        {
            Taken = [.. Catalog.List().Select(entry => entry.Name)];
        }
        catch (SettingsException)
        {
            // The first command says what is wrong with the index.
            Taken = [];
        }
    }
}
