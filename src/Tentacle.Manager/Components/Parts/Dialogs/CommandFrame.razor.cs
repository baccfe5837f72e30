using Microsoft.AspNetCore.Components;
using MudBlazor;
using Tentacle.Manager.Commands;
using Tentacle.Manager.Model.Instances;

namespace Tentacle.Manager.Components.Parts.Dialogs;

/// <summary>The common part of dialogs with commands: shows the commands, runs them after confirmation, and shows their output.</summary>
public sealed partial class CommandFrame
{
    [Inject]
    public required TentacleProgram Program { get; init; }

    [Inject]
    public required InstanceFeed Feed { get; init; }

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [Parameter, EditorRequired]
    public required string Title { get; set; }

    /// <summary>Information for the user before the commands run.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<TentacleCommand> Commands { get; set; }

    [Parameter, EditorRequired]
    public required string Confirm { get; set; }

    [Parameter]
    public string Leave { get; set; } = "Leave as it is";

    [Parameter]
    public string Success { get; set; } = "Done.";

    [Parameter]
    public bool MayRun { get; set; } = true;

    [Parameter]
    public bool IsDestructive { get; set; }

    [Parameter]
    public MadeFile? Makes { get; set; }

    private CommandRun Run { get; set; } = new([]);

    private bool IsRunning => Run.State == CommandRunState.Running;

    private async Task RunAsync()
    {
        Run = new CommandRun(Commands);
        await Run.RunAsync(Program.Path, () => _ = InvokeAsync(StateHasChanged), CancellationToken.None);
        Feed.Refresh();
    }

    private void Close() => Dialog.Close();
}
