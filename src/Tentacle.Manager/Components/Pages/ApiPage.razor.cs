using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Tentacle.Manager.Components.Pages;

/// <summary>Swagger UI on the agent's own description.</summary>
public sealed partial class ApiPage
{
    private string? _shownIn;

    [Inject]
    public required IJSRuntime Script { get; init; }

    private ElementReference Box { get; set; }

    private string? Problem { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // What is rendered may be older than what is known, so the box must be there; and it is another one when the page had something else to show meanwhile.
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
