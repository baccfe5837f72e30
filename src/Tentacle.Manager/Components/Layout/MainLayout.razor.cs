using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using MudBlazor;
using Tentacle.Instances.Settings;
using Tentacle.Manager.Model.Instances;

namespace Tentacle.Manager.Components.Layout;

/// <summary>The layout of every page: the current instance, its health, and the navigation.</summary>
public sealed partial class MainLayout : IDisposable
{
    private static readonly string[] Fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"];

    [Inject]
    public required InstanceFeed Feed { get; init; }

    [Inject]
    public required InstanceCatalog Catalog { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    // The colours are in manager.css, for the light and the dark theme.
    private static MudTheme Theme { get; } = new()
    {
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px" },
        Typography = new Typography { Default = new DefaultTypography { FontFamily = Fonts, FontSize = "14px" } },
    };

    private string? Name { get; set; }

    private IReadOnlyList<string> Names { get; set; } = [];

    private string Here => Navigation.ToBaseRelativePath(Navigation.Uri).Split('#')[0];

    public void Dispose()
    {
        Navigation.LocationChanged -= OnLocationChanged;
        Feed.Changed -= OnChanged;
    }

    protected override void OnInitialized()
    {
        Navigation.LocationChanged += OnLocationChanged;
        Feed.Changed += OnChanged;
        Inspect();
    }

    private string Page(string path) => $"instance/{Uri.EscapeDataString(Name!)}{path}";

    private void OnPicked(ChangeEventArgs change) =>
        Navigation.NavigateTo(change.Value is string { Length: > 0 } name ? $"instance/{Uri.EscapeDataString(name)}" : "instances");

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        Inspect();
        StateHasChanged();
    }

    private void OnChanged() => _ = InvokeAsync(StateHasChanged);

    private void Inspect()
    {
        Name = Here.Split('?')[0].Split('/') is ["instance", { Length: > 0 } name, ..] ? Uri.UnescapeDataString(name) : null;
        Feed.Show(Name);
        try
        {
            Names = [.. Catalog.List().Select(entry => entry.Name)];
            if (Name is not null && !Names.Contains(Name))
            {
                // The instance was deleted or its name is mistyped. The page shows an error, and the picker still shows the name.
                Names = [.. Names, Name];
            }
        }
        catch (SettingsException)
        {
            // The page itself shows the error in the index.
            Names = Name is null ? [] : [Name];
        }
    }
}
