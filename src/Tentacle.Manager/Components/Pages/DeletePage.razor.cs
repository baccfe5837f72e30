using Tentacle.Manager.Commands;
using Tentacle.Manager.Components.Parts;

namespace Tentacle.Manager.Components.Pages;

/// <summary>Takes an instance off the list, after saying what goes and what stays.</summary>
public sealed partial class DeletePage
{
    private async Task DeleteAsync()
    {
        if (await CommandDialog.ShowAsync(Dialogs, $"Delete the instance {Name}", null, "Delete the instance", isDestructive: true, InstanceCommands.Delete(Name)))
        {
            Navigation.NavigateTo("instances");
        }
    }
}
