using Microsoft.AspNetCore.Components;
using Tentacle.Manager.Model.Forms;
using Tentacle.Manager.Model.Instances;

namespace Tentacle.Manager.Components.Parts.Sections;

/// <summary>The fields for a polled server, with a check whether it presents the expected certificate.</summary>
public sealed partial class ServerFields
{
    [Inject]
    public required ConnectionProbe Probe { get; init; }

    [Parameter]
    public string Address { get; set; } = "";

    [Parameter]
    public EventCallback<string> AddressChanged { get; set; }

    [Parameter]
    public string Thumbprint { get; set; } = "";

    [Parameter]
    public EventCallback<string> ThumbprintChanged { get; set; }

    /// <summary>The proxy for the connection to the server.</summary>
    [Parameter, EditorRequired]
    public required ProxyForm Proxy { get; set; }

    private ProbeResult? Result { get; set; }

    private bool IsLooking { get; set; }

    private string? AddressError => Address.Length == 0 ? null : Fields.ServerAddressError(Address);

    private string? ThumbprintError => Thumbprint.Length == 0 || Expected is not null ? null : ThumbprintHint.Wrong(Thumbprint);

    private Contracts.Thumbprint? Expected => Contracts.Thumbprint.TryParse(Thumbprint, null, out var thumbprint) ? thumbprint : null;

    private (HealthLevel Level, string Words) Verdict => (Result, Expected) switch
    {
        ({ IsReached: false } or null, _) => (HealthLevel.Bad, ""),
        (_, null) => (HealthLevel.Warning, "It presents this thumbprint. Compare it with the one that your server shows, then type that one in."),
        (var result, { } expected) when result.Is(expected) => (HealthLevel.Good, "Its thumbprint is the expected one."),
        _ => (HealthLevel.Bad, "Its thumbprint is another one: this is not that server, or the connection is intercepted. It presents:"),
    };

    private Task OnAddressAsync(string address)
    {
        Result = null;
        return AddressChanged.InvokeAsync(address);
    }

    private Task OnThumbprintAsync(string thumbprint) => ThumbprintChanged.InvokeAsync(thumbprint);

    private async Task InspectAsync()
    {
        IsLooking = true;
        Result = await Probe.TryAsync(new Uri(Address), Proxy, CancellationToken.None);
        IsLooking = false;
    }
}
