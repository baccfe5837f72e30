using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Tentacle.Manager.Components.Pages;

/// <summary>Swagger UI for the agent's own OpenAPI document.</summary>
public sealed partial class ApiPage
{
    private string? _shownIn;

    [Inject]
    public required IJSRuntime Script { get; init; }

    private ElementReference Box { get; set; }

    private string? Problem { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // The rendered page may be older than the data, so the element must exist first. It is a new element when the page has shown other content meanwhile.
        if (Now?.Agent is null || Box.Id is null || Box.Id == _shownIn)
        {
            return;
        }

        _shownIn = Box.Id;
        Problem = await ShowAsync();
        if (Problem is not null)
        {
            StateHasChanged();
        }
    }

    private async Task<string?> ShowAsync()
    {
        try
        {
            return await Script.InvokeAsync<string?>("tentacleApi.show", Box, Name);
        }
        catch (JSException e)
        {
            return $"Swagger UI could not be shown: {e.Message}. Load this page again.";
        }
    }
}
