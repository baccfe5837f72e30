using Microsoft.AspNetCore.Components;
using MudBlazor;
using Tentacle.Manager.Commands;
using Tentacle.Manager.Components.Parts.Dialogs;
using Tentacle.Manager.Model.Forms;
using Tentacle.Manager.Model.Instances;

namespace Tentacle.Manager.Components.Parts.Sections;

/// <summary>Adds a server that this instance polls.</summary>
public sealed partial class PollSection
{
    [Inject]
    public required IDialogService Dialogs { get; init; }

    [Parameter, EditorRequired]
    public required string Name { get; set; }

    [Parameter, EditorRequired]
    public required InstanceSnapshot Snapshot { get; set; }

    private string Address { get; set; } = "";

    private string Thumbprint { get; set; } = "";

    private ProxyForm Proxy => new(Snapshot.Settings!.Octopus.Server.Proxy);

    private TentacleCommand? Command =>
        Address.Length > 0 && Fields.ServerAddressError(Address) is null && Contracts.Thumbprint.TryParse(Thumbprint, null, out var thumbprint)
            ? InstanceCommands.Poll(Name, Address, thumbprint)
            : null;

    private async Task AddAsync()
    {
        if (Command is { } command && await CommandDialog.ShowAsync(Dialogs, new CommandRequest
        {
            Title = "Poll this server",
            Explanation = "From now on it may run anything on this machine. The running agent connects to it at once.",
            Confirm = "Poll this server",
            Commands = [command],
        }))
        {
            (Address, Thumbprint) = ("", "");
        }
    }
}
