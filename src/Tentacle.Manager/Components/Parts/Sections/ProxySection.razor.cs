using Microsoft.AspNetCore.Components;
using MudBlazor;
using Tentacle.Instances.Settings;
using Tentacle.Manager.Commands;
using Tentacle.Manager.Components.Parts.Dialogs;
using Tentacle.Manager.Model.Forms;
using Tentacle.Manager.Model.Instances;

namespace Tentacle.Manager.Components.Parts.Sections;

/// <summary>The form for one of the two proxies.</summary>
public sealed partial class ProxySection
{
    private const string UsualTarget = "https://octopus.com";

    [Inject]
    public required IDialogService Dialogs { get; init; }

    [Inject]
    public required InstanceFeed Feed { get; init; }

    [Inject]
    public required ConnectionProbe Probe { get; init; }

    [Parameter, EditorRequired]
    public required string Name { get; set; }

    /// <summary><see cref="ProxyForm.WebCommand"/> or <see cref="ProxyForm.PollingCommand"/>.</summary>
    [Parameter, EditorRequired]
    public required string Command { get; set; }

    [Parameter, EditorRequired]
    public required string Title { get; set; }

    [Parameter, EditorRequired]
    public required string Lead { get; set; }

    [Parameter, EditorRequired]
    public required InstanceSnapshot Snapshot { get; set; }

    private ProxyForm Form { get; set; } = new();

    private string Target { get; set; } = UsualTarget;

    private ProbeResult? Result { get; set; }

    private bool IsTesting { get; set; }

    private string? TargetError => Fields.ServerAddressError(Target);

    private TentacleCommand? Made => Form.Command(Name, Command);

    // Created once from the first snapshot, because updates must not change what the user types.
    protected override void OnInitialized()
    {
        Form = new ProxyForm(Stored(Snapshot.Settings!));
        Target = Command == ProxyForm.PollingCommand && Snapshot.Polled is [{ Address: { } address }, ..] ? address : UsualTarget;
    }

    private ProxySettings Stored(InstanceSettings settings) => Command == ProxyForm.WebCommand ? settings.Octopus.Proxy : settings.Octopus.Server.Proxy;

    private void OnTarget(string target) => (Target, Result) = (target, null);

    private void Reset() => (Form, Result) = (new ProxyForm(Stored((Feed.Current ?? Snapshot).Settings ?? Snapshot.Settings!)), null);

    private async Task SaveAsync()
    {
        if (Made is { } command && await CommandDialog.ShowAsync(Dialogs, new CommandRequest
        {
            Title = $"Save: {Title.ToLowerInvariant()}",
            Explanation = command.SecretInput.Count > 0 ? "The password goes to the command on its standard input; "
                + "it stands in no list of processes and is stored encrypted." : null,
            Confirm = "Save",
            Commands = [command],
        }))
        {
            await Feed.RefreshAsync();
            Reset();
        }
    }

    private async Task TestAsync()
    {
        (IsTesting, Result) = (true, null);
        Result = await Probe.TryAsync(new Uri(Target), Form, CancellationToken.None);
        IsTesting = false;
    }
}
