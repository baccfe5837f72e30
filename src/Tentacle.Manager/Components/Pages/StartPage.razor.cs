using Microsoft.AspNetCore.Components;
using Tentacle.Instances.Settings;
using Tentacle.Manager.Model.Instances;

namespace Tentacle.Manager.Components.Pages;

/// <summary>The list of Tentacles or, when there are none, the first steps.</summary>
public sealed partial class StartPage : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);
    private readonly CancellationTokenSource _closed = new();

    [Inject]
    public required InstanceCatalog Catalog { get; init; }

    [Inject]
    public required InstanceReader Reader { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    private IReadOnlyList<InstanceSnapshot>? Snapshots { get; set; }

    private string? Problem { get; set; }

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        await InspectAsync(_closed.Token);
        _ = RefreshAsync(_closed.Token);
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await InspectAsync(cancellationToken);
                await InvokeAsync(StateHasChanged);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The user has left the page.
        }
    }

    private async Task InspectAsync(CancellationToken cancellationToken)
    {
        try
        {
            Snapshots = await Task.WhenAll(Catalog.List().Select(entry => Reader.ReadAsync(entry.Name, cancellationToken)));
            Problem = null;
        }
        catch (SettingsException e)
        {
            Problem = e.Message;
        }
    }
}
