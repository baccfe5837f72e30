using Microsoft.AspNetCore.Components;
using Tentacle.Instances;
using Tentacle.Instances.Settings;
using Tentacle.Manager.Commands;
using Tentacle.Manager.Components.Parts.Dialogs;
using Tentacle.Manager.Model.Instances;

namespace Tentacle.Manager.Components.Pages;

/// <summary>Deletes an instance, after showing what is deleted and what is kept.</summary>
public sealed partial class DeletePage
{
    [Inject]
    public required InstanceCatalog Catalog { get; init; }

    private bool WithFiles { get; set; }

    /// <summary>Another instance with the same home; null when there is none.</summary>
    private InstanceNeighbour? Sharing { get; set; }

    private string Confirmation { get; set; } = "";

    private bool HasService => Now?.Service?.Installed is not null;

    // The service is stopped first. An agent that runs in a terminal cannot be stopped from here.
    private bool MayDeleteFiles => HasService || Now?.Agent is null;

    private IReadOnlyList<TentacleCommand> Commands => InstanceCommands.Delete(Name, HasService, WithFiles);

    protected override void OnParametersSet()
    {
        base.OnParametersSet();
        try
        {
            Sharing = Catalog.Find(Name) is { } instance && instance.HomeOf(instance.Settings.Load()).Directory is var home
                ? Catalog.Neighbours(Name).All.FirstOrDefault(other => other.IsAt(home))
                : null;
        }
        catch (SettingsException)
        {
            // The command reports the error, and deletes nothing.
            Sharing = null;
        }
    }

    private async Task DeleteAsync()
    {
        if (await CommandDialog.ShowAsync(Dialogs, new CommandRequest
        {
            Title = $"Delete the instance {Name}",
            Explanation = WithFiles ? Sharing
                is null ? "Its certificate, jobs and logs cannot be recovered." : "Its certificate cannot be recovered." : "Its files stay on the disk.",
            Confirm = "Delete the instance",
            IsDestructive = true,
            Commands = Commands,
        }))
        {
            Navigation.NavigateTo("instances");
        }
    }
}
