using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Components.Web.Virtualization;
using Microsoft.JSInterop;
using Tentacle.Client;
using Tentacle.Contracts;
using Tentacle.Instances.Settings;
using Tentacle.Manager.Commands;
using Tentacle.Manager.Components.Parts.Dialogs;
using Tentacle.Manager.Model.Instances;
using Tentacle.Manager.Model.Jobs;

namespace Tentacle.Manager.Components.Pages;

/// <summary>One job with its live log.</summary>
public sealed partial class JobPage
{
    // Equal to the height of .log .line in manager.css.
    private const int LineHeight = 20;
    private const int MaxShownLength = 4000;
    private readonly CancellationTokenSource _closed = new();
    private DotNetObjectReference<JobPage>? _self;
    private TentacleClient? _agent;
    private JobWatch? _watch;
    private bool _isWatched;

    [Inject]
    public required InstanceCatalog Catalog { get; init; }

    [Inject]
    public required CommandCatalog Programs { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    [Parameter]
    public string Ticket { get; set; } = "";

    private Job? Job => _watch?.Job;

    private JobLogIndex? Log => _watch?.Log;

    private string? Problem { get; set; }

    private string Sought { get; set; } = "";

    private int Hit { get; set; }

    private bool Follows { get; set; } = true;

    private bool CanCancel { get; set; }

    private ElementReference Box { get; set; }

    private Virtualize<LogPageLine>? Lines { get; set; }

    private string Story => JobStatusText.Describe(Job!, Clock.GetUtcNow());

    private string DownloadAddress => $"agent/{Uri.EscapeDataString(Name)}/jobs/{Ticket}/log.txt";

    [JSInvokable]
    public void OnScrolled(bool isAtEnd)
    {
        Follows = isAtEnd;
        StateHasChanged();
    }

    protected override async Task OnInitializedAsync()
    {
        base.OnInitialized();
        CanCancel = await Programs.HasAsync("cancel");
        try
        {
            if (!JobTicket.TryParse(Ticket, null, out var ticket) || Catalog.Find(Name) is not { } instance)
            {
                Problem = $"There is no job '{Ticket}' of an instance '{Name}'.";
                return;
            }

            _agent = TentacleClient.OverLocalSocket(instance.HomeOf(instance.Settings.Load()).LocalSocket);
            _watch = new JobWatch(_agent, ticket, Clock);
            await _watch.InspectAsync(_closed.Token);
            _ = _watch.RunAsync(() => InvokeAsync(ShowNewsAsync), _closed.Token);
        }
        catch (Exception e) when (e is TentacleConnectionException or TentacleProblemException or SettingsException)
        {
            Problem = e.Message;
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // The job may be known before the page that shows it is rendered.
        if (!_isWatched && Box.Id is not null)
        {
            _isWatched = true;
            _self = DotNetObjectReference.Create(this);
            await Script.InvokeVoidAsync("tentacleLog.watch", Box, _self);
            await ShowNewsAsync();
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _closed.Cancel();
        _agent?.Dispose();
        _self?.Dispose();
    }

    private async Task ShowNewsAsync()
    {
        if (Lines is null || Box.Id is null || _closed.IsCancellationRequested)
        {
            return;
        }

        await Log!.SearchAsync(Sought, _closed.Token);
        await Lines.RefreshDataAsync();
        StateHasChanged();
        if (Follows)
        {
            await Script.InvokeVoidAsync("tentacleLog.toEnd", Box);
        }
    }

    private async ValueTask<ItemsProviderResult<LogPageLine>> ProvideAsync(ItemsProviderRequest request)
    {
        var total = Log!.Count;
        var records = await Log.ReadAsync(request.StartIndex, Math.Min(request.Count, total - request.StartIndex), request.CancellationToken);
        return new ItemsProviderResult<LogPageLine>(records.Select((record, index) => new LogPageLine(request.StartIndex + index, record)), total);
    }

    private async Task OnSoughtAsync(ChangeEventArgs change)
    {
        Sought = change.Value as string ?? "";
        Hit = 0;
        await Log!.SearchAsync(Sought, _closed.Token);
        await GoAsync(0);
    }

    private Task OnKeyAsync(KeyboardEventArgs key) => key.Key == "Enter" ? GoAsync(key.ShiftKey ? -1 : 1) : Task.CompletedTask;

    private async Task GoAsync(int step)
    {
        if (Log!.Matches is { Count: > 0 } matches)
        {
            Hit = (Hit + step + matches.Count) % matches.Count;
            Follows = false;
            await Script.InvokeVoidAsync("tentacleLog.toLine", Box, matches[Hit], LineHeight);
        }
    }

    private async Task ToggleFollowAsync()
    {
        Follows = !Follows;
        await ShowNewsAsync();
    }

    private async Task CancelAsync() => await CommandDialog.ShowAsync(Dialogs, new CommandRequest
    {
        Title = "Cancel this job",
        Explanation = "Its processes are asked to end, and ended after their grace period. What the job has already done stays done.",
        Confirm = "Cancel the job",
        IsDestructive = true,
        Commands = [new TentacleCommand("cancel", Ticket, "--instance", Name)],
    });

    private string Marked(int number) =>
        Sought.Length == 0 || Log!.Matches is not List<int> matches || matches.BinarySearch(number) is not (>= 0 and var at) ? ""
        : at == Hit ? "here" : "found";

    private static string Cut(string text) => text.Length <= MaxShownLength ? text : text[..MaxShownLength] + " … (the rest of this line is in the download)";

    private sealed record LogPageLine(int Number, LogRecord Record);
}
