using Microsoft.Playwright;
using Tentacle.Testing;
using Tentacle.Testing.Instances;
using static Microsoft.Playwright.Assertions;

namespace Tentacle.Manager.Tests.Running;

/// <summary>Settings, certificate, trust and the end of an instance, changed in the browser.</summary>
public sealed class ChangeSpecs(ManagerFixture fixture) : IClassFixture<ManagerFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_change_settings_after_seeing_the_command()
    {
        using var directory = new TemporaryDirectory();
        var page = await fixture.OpenAsync("instance/Web01/settings");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save…" })).ToBeDisabledAsync();
        await page.Locator("#applications").FillAsync("relative/place");
        await Expect(page.GetByText("is relative. Write the whole path")).ToBeVisibleAsync();
        await page.Locator("#applications").FillAsync(directory["new apps"]);
        await Expect(page.Locator(".script pre")).ToHaveTextAsync($"tentacle configure --instance Web01 --app '{directory["new apps"]}'");

        await page.GetByRole(AriaRole.Button, new() { Name = "Save…" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog).GetByText("Done.")).ToBeVisibleAsync();

        Assert.Equal(directory["new apps"], fixture.ReadSettings().Tentacle.Deployment.ApplicationDirectory);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(page.Locator("#applications")).ToHaveValueAsync(directory["new apps"]);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_can_add_and_remove_a_trusted_server()
    {
        using var server = TestCertificate.Create("CN=Third Server");
        var page = await fixture.OpenAsync("instance/Web01/connections");
        await page.Locator("#thumbprint").FillAsync(server.Thumbprint);
        await page.GetByRole(AriaRole.Button, new() { Name = "Trust this server…" }).Last.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Trust this server" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        var row = page.Locator("li", new PageLocatorOptions { Has = page.GetByLabel($"SHA-256 thumbprint {server.Thumbprint}") });
        await Expect(row).ToBeVisibleAsync();

        await row.GetByRole(AriaRole.Button, new() { Name = "Remove…" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove the server" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        await Expect(row).ToHaveCountAsync(0);
        Assert.DoesNotContain(fixture.ReadSettings().Tentacle.Communication.TrustedOctopusServers, trusted => trusted.Thumbprint.Value == server.Thumbprint);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_see_who_connects_without_TLS_and_what_to_do()
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{fixture.Instance.Address.Port}/"), Cancel);
        var page = await fixture.OpenAsync("instance/Web01/connections");

        var row = page.GetByRole(AriaRole.Listitem).Filter(new LocatorFilterOptions { HasText = "without TLS" });
        await Expect(row).ToContainTextAsync("It spoke plain HTTP: use https.");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Pictures.PathOf("connections-unencrypted-light"), FullPage = true });
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_can_make_a_new_certificate_and_delete_an_instance()
    {
        await using var world = await TemporaryInstance.StartAsync(Cancel, fixture.Server.Thumbprint);
        await using var manager = await RunningManager.StartAsync(world, Cancel);
        var page = await fixture.OpenStrangerAsync();
        await page.GotoAsync("file://" + manager.ForwardingFile);
        await page.GetByRole(AriaRole.Link, new() { Name = "Certificate" }).ClickAsync();
        await page.GetByLabel("At once.").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a new certificate…" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("cannot be recovered");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make a new certificate" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        var shown = (await world.RunAsync(Cancel, "show-thumbprint", "--instance", "Tentacle")).Succeeded().Output.Trim();
        Assert.NotEqual(world.Thumbprint, shown);
        await Expect(page.GetByLabel($"SHA-256 thumbprint {shown}")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Delete this instance" }).ClickAsync();
        await Expect(page.GetByText("Its agent still runs, and not as a service.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Delete them.")).ToBeDisabledAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the instance…" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Delete the instance" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        await Expect(page.Locator("h1")).ToHaveTextAsync("Set up a Tentacle on this machine");
        Assert.True(File.Exists(world.SettingsFile));
        await page.Context.CloseAsync();
    }
}
