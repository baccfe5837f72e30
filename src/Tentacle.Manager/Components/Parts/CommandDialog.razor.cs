using Microsoft.AspNetCore.Components;
using MudBlazor;
using Tentacle.Manager.Commands;
using Tentacle.Manager.Model;

namespace Tentacle.Manager.Components.Parts;

/// <summary>Shows commands, runs them when asked to, and shows what they say.</summary>
public sealed partial class CommandDialog
{
    [Inject]
    public required TentacleProgram Program { get; init; }

    [Inject]
    public required InstanceFeed Feed { get; init; }

    [CascadingParameter]
    public required IMudDialogInstance Dialog { get; set; }

    [Parameter, EditorRequired]
    public required string Title { get; set; }

    [Parameter]
    public string? Explanation { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<TentacleCommand> Commands { get; set; }

    [Parameter, EditorRequired]
    public required string Confirm { get; set; }

    [Parameter]
    public bool IsDestructive { get; set; }

    private CommandRun Run { get; set; } = new([]);

    /// <summary>True when the commands were run and went well.</summary>
    public static async Task<bool> ShowAsync(IDialogService dialogs, string title, string? explanation, string confirm, bool isDestructive, params IReadOnlyList<TentacleCommand> commands)
    {
        ArgumentNullException.ThrowIfNull(dialogs);
        var parameters = new DialogParameters<CommandDialog>
        {
            { dialog => dialog.Title, title },
            { dialog => dialog.Explanation, explanation },
            { dialog => dialog.Confirm, confirm },
            { dialog => dialog.IsDestructive, isDestructive },
            { dialog => dialog.Commands, commands },
        };
        var reference = await dialogs.ShowAsync<CommandDialog>(title, parameters);
        return await reference.Result is { Canceled: false };
    }

    private async Task RunAsync()
    {
        Run = new CommandRun(Commands);
        await Run.RunAsync(Program.Path, () => _ = InvokeAsync(StateHasChanged), CancellationToken.None);
        Feed.Refresh();
    }

    private void Close() => Dialog.Close();
}
