using Microsoft.AspNetCore.Components;
using Tentacle.Instances;
using Tentacle.Instances.Settings;
using Tentacle.Manager.Commands;
using Tentacle.Manager.Components.Parts.Dialogs;
using Tentacle.Manager.Model.Forms;
using Tentacle.Manager.Model.Instances;

namespace Tentacle.Manager.Components.Pages;

/// <summary>The settings for communication and directories.</summary>
public sealed partial class SettingsPage
{
    [Inject]
    public required InstanceCatalog Catalog { get; init; }

    private SettingsDraft? Kept { get; set; }

    // Created once from the first snapshot, because updates must not change what the user types.
    private SettingsDraft? Draft => Kept ??= Make();

    private void Reset() => Kept = Make();

    private SettingsDraft? Make() => Now is { Settings: not null } now ? new SettingsDraft(now, Others()) : null;

    private InstanceNeighbours? Others()
    {
        try
        {
            return Catalog.Neighbours(Name);
        }
        catch (SettingsException)
        {
            // The page itself shows that the index cannot be read.
            return null;
        }
    }

    private async Task SaveAsync()
    {
        if (Draft?.Command(Name) is { } command
            && await CommandDialog.ShowAsync(Dialogs, new CommandRequest { Title = "Save the settings", Confirm = "Save", Commands = [command] }))
        {
            await Feed.RefreshAsync();
            Kept = null;
        }
    }
}
