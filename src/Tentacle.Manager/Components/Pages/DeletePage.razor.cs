using Tentacle.Manager.Commands;
using Tentacle.Manager.Components.Parts.Dialogs;

namespace Tentacle.Manager.Components.Pages;

/// <summary>Takes an instance off the machine, after saying what goes and what stays.</summary>
public sealed partial class DeletePage
{
    private bool WithFiles { get; set; }

    private string Confirmation { get; set; } = "";

    private bool HasService => Now?.Service?.Installed is not null;

    // A service is stopped before; an agent in somebody's terminal is not ours to stop.
    private bool MayDeleteFiles => HasService || Now?.Agent is null;

    private IReadOnlyList<TentacleCommand> Commands => InstanceCommands.Delete(Name, HasService, WithFiles);

    private async Task DeleteAsync()
    {
        if (await CommandDialog.ShowAsync(Dialogs, new CommandRequest
        {
            Title = $"Delete the instance {Name}",
            Explanation = WithFiles ? "Its certificate, jobs and logs cannot be had back." : "Its files stay on the disk.",
            Confirm = "Delete the instance",
            IsDestructive = true,
            Commands = Commands,
        }))
        {
            Navigation.NavigateTo("instances");
        }
    }
}
