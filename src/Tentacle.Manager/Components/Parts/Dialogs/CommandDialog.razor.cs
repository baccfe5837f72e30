using Microsoft.AspNetCore.Components;
using MudBlazor;
using Tentacle.Manager.Commands;

namespace Tentacle.Manager.Components.Parts.Dialogs;

/// <summary>A dialog that runs commands and explains their effect.</summary>
public sealed partial class CommandDialog
{
    [Parameter, EditorRequired]
    public required CommandRequest Request { get; set; }

    /// <summary>Shows the dialog. Returns true when the commands ran successfully.</summary>
    public static async Task<bool> ShowAsync(IDialogService dialogs, CommandRequest request)
    {
        ArgumentNullException.ThrowIfNull(dialogs);
        ArgumentNullException.ThrowIfNull(request);
        var reference = await dialogs.ShowAsync<CommandDialog>(request.Title, new DialogParameters<CommandDialog> { { dialog => dialog.Request, request } });
        return await reference.Result is { Canceled: false };
    }
}
