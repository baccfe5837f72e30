using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using Tentacle.Instances;
using Tentacle.Manager.Commands;
using Tentacle.Manager.Components.Parts.Sections;
using Tentacle.Manager.Model.Instances;
using Tentacle.Services.Control;
using Tentacle.Testing;

namespace Tentacle.Manager.Tests.Pages;

/// <summary>What is offered for a service in each of its states, and which command it is.</summary>
public sealed class ServiceSectionTests : BunitContext
{
    private readonly TemporaryDirectory _directory = new();
    private readonly IRenderedComponent<MudDialogProvider> _dialogs;

    public ServiceSectionTests()
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
    }

    [Fact]
    public void Machine_WithoutServices_OffersNoneAndSaysWhy()
    {
        var none = new ServiceView(null, "This machine was not started by systemd.");

        Assert.Empty(Show(none).FindAll("button"));
        var note = Render<NotRunningNote>(parameters => parameters.Add(shown => shown.Snapshot, new InstanceSnapshot { Name = "Web01", Service = none }));
        Assert.Contains("This machine was not started by systemd. To run it in a terminal:", note.Markup, StringComparison.Ordinal);
        Assert.Contains("tentacle run --instance Web01", note.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Account_ThatMayNotChangeServices_SeesTheStateAndWhyNot()
    {
        var section = Show(new ServiceView(Installed(ServiceState.Running), "Only root may change services."));

        Assert.All(section.FindAll("button"), button => Assert.True(button.HasAttribute("disabled")));
        Assert.Contains("Only root may change services.", section.Markup, StringComparison.Ordinal);
        Assert.Contains("Web01</code> runs, as octopus", section.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "Install as a service…", "tentacle service --instance Web01 --install --start")]
    [InlineData(ServiceState.Stopped, "Start…", "tentacle service --instance Web01 --start")]
    [InlineData(ServiceState.Failed, "Start…", "tentacle service --instance Web01 --start")]
    [InlineData(ServiceState.Running, "Stop…", "tentacle service --instance Web01 --stop")]
    [InlineData(ServiceState.Running, "Restart…", "tentacle service --instance Web01 --restart")]
    [InlineData(ServiceState.Running, "Reinstall…", "tentacle service --instance Web01 --stop --uninstall --install --start")]
    public void Button_ShowsItsCommandBeforeItRuns(ServiceState? state, string button, string command)
    {
        var section = Show(new ServiceView(state is { } found ? Installed(found) : null, null));

        section.FindAll("button").Single(found => found.TextContent == button).Click();

        _dialogs.WaitForAssertion(() => Assert.Equal(command, _dialogs.Find(".script pre").TextContent.Trim()));
    }

    [Fact]
    public void Reinstall_OfAServiceWhosePasswordIsNotKnown_WarnsThatTheAccountIsLost()
    {
        var section = Show(new ServiceView(Installed(ServiceState.Running) with { NeedsPassword = true }, null));

        section.FindAll("button").Single(found => found.TextContent == "Reinstall…").Click();

        _dialogs.WaitForAssertion(() => Assert.Contains("To keep octopus, run the command yourself", _dialogs.Markup, StringComparison.Ordinal));
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        _directory.Dispose();
    }

    private static InstalledService Installed(ServiceState state) => new("Web01", state, "octopus");

    private IRenderedComponent<ServiceSection> Show(ServiceView service) =>
        Render<ServiceSection>(parameters => parameters.Add(section => section.Snapshot, new InstanceSnapshot { Name = "Web01", Service = service }));
}
