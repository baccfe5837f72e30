using Microsoft.AspNetCore.Components;
using MudBlazor;
using Tentacle.Manager.Commands;

namespace Tentacle.Manager.Components.Parts.Dialogs;

/// <summary>Commands with a sentence about what they do.</summary>
public sealed partial class CommandDialog
{
    [Parameter, EditorRequired]
    public required CommandRequest Request { get; set; }

    /// <summary>True when the commands were run and went well.</summary>
    public static async Task<bool> ShowAsync(IDialogService dialogs, CommandRequest request)
    {
        ArgumentNullException.ThrowIfNull(dialogs);
        ArgumentNullException.ThrowIfNull(request);
        var reference = await dialogs.ShowAsync<CommandDialog>(request.Title, new DialogParameters<CommandDialog> { { dialog => dialog.Request, request } });
        return await reference.Result is { Canceled: false };
    }
}
