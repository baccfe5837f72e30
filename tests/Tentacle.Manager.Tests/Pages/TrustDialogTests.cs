using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using Tentacle.Contracts;
using Tentacle.Instances;
using Tentacle.Manager.Commands;
using Tentacle.Manager.Components.Parts.Dialogs;
using Tentacle.Manager.Model.Instances;
using Tentacle.Testing;

namespace Tentacle.Manager.Tests.Pages;

/// <summary>Nobody is trusted without a comparison.</summary>
public sealed class TrustDialogTests : BunitContext
{
    private static readonly Thumbprint Sha256 = Thumbprint.Parse(new string('A', 60) + "B123");
    private static readonly Thumbprint Sha1 = Thumbprint.Parse(new string('C', 36) + "D456");
    private readonly TemporaryDirectory _directory = new();
    private readonly IRenderedComponent<MudDialogProvider> _dialogs;

    public TrustDialogTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton(new TentacleProgram("/bin/false"));
        Services.AddSingleton(new InstanceCatalog(new InstanceIndex(new ConfigurationRoots([_directory.Path], _directory.Path))));
        Services.AddSingleton<ServiceReader>();
        Services.AddSingleton<InstanceReader>();
        Services.AddScoped<InstanceFeed>();
        Render<MudPopoverProvider>();
        _dialogs = Render<MudDialogProvider>();
        _ = _dialogs.InvokeAsync(() => TrustDialog.ShowAsync(Services.GetRequiredService<IDialogService>(), "Web01", new RefusedConnection
        {
            FirstAt = default,
            At = default,
            Address = "10.0.0.1",
            ClaimedSubject = "CN=Server",
            Thumbprint = Sha256,
            Sha1Thumbprint = Sha1,
            Count = 1,
            TrustCommand = "",
        }));
        _dialogs.WaitForElement("#compare");
    }

    private bool MayTrust => !_dialogs.Find("button.main").HasAttribute("disabled");

    [Fact]
    public void Trust_BeforeAnyComparison_IsNotOffered() => Assert.False(MayTrust);

    [Fact]
    public void Trust_OfTheSameThumbprint_InEitherForm_IsOffered()
    {
        _dialogs.Find("#compare").Input(Sha1.Value.ToLowerInvariant());
        Assert.True(MayTrust);

        _dialogs.Find("#compare").Input(string.Join(':', Sha256.Value.Chunk(2).Select(pair => new string(pair))));
        Assert.True(MayTrust);
    }

    [Fact]
    public void Trust_OfAThumbprintThatDiffers_IsNotOffered_AndTheDifferenceIsMarked()
    {
        _dialogs.Find("#compare").Input(new string('C', 36) + "D457");

        Assert.False(MayTrust);
        Assert.Equal(["D456", "D457"], _dialogs.FindAll(".thumb b").Select(group => group.TextContent));
    }

    [Fact]
    public void Trust_OfHalfAThumbprint_IsNotOffered_EvenWhenComparedByEye()
    {
        _dialogs.Find("input[type=checkbox]").Change(true);
        Assert.True(MayTrust);

        _dialogs.Find("#compare").Input("CCCC");

        Assert.False(MayTrust);
        Assert.Contains("4 of 40 digits so far.", _dialogs.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Trust_ThatFails_SaysSo()
    {
        _dialogs.Find("input[type=checkbox]").Change(true);
        _dialogs.Find("button.main").Click();

        _dialogs.WaitForAssertion(() => Assert.Contains("That did not work.", _dialogs.Markup, StringComparison.Ordinal));
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        _directory.Dispose();
    }
}
