using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Tentacle.Manager.Components.Pages;

/// <summary>Swagger UI on the agent's own description.</summary>
public sealed partial class ApiPage
{
    private bool _isShown;

    [Inject]
    public required IJSRuntime Script { get; init; }

    private ElementReference Box { get; set; }

    private string? Problem { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_isShown || Now?.Agent is null)
        {
            return;
        }

        _isShown = true;
        Problem = await Script.InvokeAsync<string?>("tentacleApi.show", Box, Name);
        if (Problem is not null)
        {
            StateHasChanged();
        }
    }
}
