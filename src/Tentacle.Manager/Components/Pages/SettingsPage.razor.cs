using Tentacle.Manager.Commands;
using Tentacle.Manager.Components.Parts.Dialogs;
using Tentacle.Manager.Model.Forms;

namespace Tentacle.Manager.Components.Pages;

/// <summary>How the instance communicates and where it keeps things.</summary>
public sealed partial class SettingsPage
{
    private SettingsDraft? Kept { get; set; }

    // Made once from what was first seen: news must not change what somebody types.
    private SettingsDraft? Draft => Kept ??= Now is { Settings: not null } now ? new SettingsDraft(now) : null;

    private void Reset() => Kept = Now is { Settings: not null } now ? new SettingsDraft(now) : null;

    private async Task SaveAsync()
    {
        if (Draft?.Command(Name) is { } command
            && await CommandDialog.ShowAsync(Dialogs, new CommandRequest { Title = "Save the settings", Confirm = "Save", Commands = [command] }))
        {
            await Feed.LookAgainAsync();
            Kept = null;
        }
    }
}
