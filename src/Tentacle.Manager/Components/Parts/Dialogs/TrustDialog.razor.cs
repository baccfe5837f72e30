using Microsoft.AspNetCore.Components;
using MudBlazor;
using Tentacle.Contracts;
using Tentacle.Manager.Commands;
using Tentacle.Manager.Model.Forms;

namespace Tentacle.Manager.Components.Parts.Dialogs;

/// <summary>Trusts a rejected server after the user has compared its thumbprint with the one that the server shows.</summary>
public sealed partial class TrustDialog
{
    [Parameter, EditorRequired]
    public required string Instance { get; set; }

    [Parameter, EditorRequired]
    public required RefusedConnection Refused { get; set; }

    private string Typed { get; set; } = "";

    private Thumbprint? Other { get; set; }

    private string? Error { get; set; }

    private bool HasCompared { get; set; }

    private TentacleCommand Command => InstanceCommands.Trust(Instance, Refused.Thumbprint);

    private bool IsSame => Other == Refused.Thumbprint || Other == Refused.Sha1Thumbprint;

    private bool MayTrust => Other is null ? HasCompared && Error is null : IsSame;

    public static async Task ShowAsync(IDialogService dialogs, string instance, RefusedConnection refused)
    {
        ArgumentNullException.ThrowIfNull(dialogs);
        var parameters = new DialogParameters<TrustDialog> { { dialog => dialog.Instance, instance }, { dialog => dialog.Refused, refused } };
        var reference = await dialogs.ShowAsync<TrustDialog>("Trust this server", parameters);
        await reference.Result;
    }

    private void OnTyped(string typed)
    {
        Typed = typed;
        Other = Thumbprint.TryParse(typed, null, out var thumbprint) ? thumbprint : null;
        Error = Other is null && typed.Length > 0 ? ThumbprintHint.Wrong(typed) : null;
    }
}
