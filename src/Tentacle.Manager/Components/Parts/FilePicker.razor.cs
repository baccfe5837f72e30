using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace Tentacle.Manager.Components.Parts;

/// <summary>A field to choose a file. It is disabled until the browser reports choices; a file that is chosen before that would be ignored.</summary>
public sealed partial class FilePicker
{
    /// <summary>The id of the field.</summary>
    [Parameter, EditorRequired]
    public required string Id { get; set; }

    /// <summary>The extensions that can be chosen, separated by commas.</summary>
    [Parameter]
    public string? Accept { get; set; }

    /// <summary>Called with the chosen file.</summary>
    [Parameter]
    public EventCallback<InputFileChangeEventArgs> OnChange { get; set; }

    private bool IsReady { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            // The field's own script is called after this method returns for the first time.
            await Task.Yield();
            IsReady = true;
            StateHasChanged();
        }
    }
}
