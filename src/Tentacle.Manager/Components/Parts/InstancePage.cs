using Microsoft.AspNetCore.Components;
using MudBlazor;
using Tentacle.Manager.Model.Instances;

namespace Tentacle.Manager.Components.Parts;

/// <summary>A page of one instance, which is rendered again on every update.</summary>
public abstract class InstancePage : ComponentBase, IDisposable
{
    [Inject]
    public required InstanceFeed Feed { get; init; }

    [Inject]
    public required IDialogService Dialogs { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Parameter]
    public string Name { get; set; } = "";

    protected InstanceSnapshot? Now => Feed.Current;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected override void OnInitialized() => Feed.Changed += OnChanged;

    protected override void OnParametersSet() => Feed.Show(Name);

    protected virtual void Dispose(bool disposing) => Feed.Changed -= OnChanged;

    protected string Page(string path) => $"instance/{Uri.EscapeDataString(Name)}{path}";

    private void OnChanged() => _ = InvokeAsync(StateHasChanged);
}
