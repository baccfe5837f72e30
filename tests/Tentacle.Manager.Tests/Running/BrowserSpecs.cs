using Microsoft.Playwright;
using Tentacle.Testing;
using static Microsoft.Playwright.Assertions;

namespace Tentacle.Manager.Tests.Running;

/// <summary>What an administrator does in the browser, on a real agent.</summary>
public sealed class BrowserSpecs(ManagerFixture fixture) : IClassFixture<ManagerFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_enter_through_the_forwarding_file_and_see_my_tentacle()
    {
        await using var manager = await RunningManager.StartAsync(fixture.Instance, Cancel, "--instance", "Web01");
        var page = await fixture.OpenStrangerAsync();

        await page.GotoAsync("file://" + manager.ForwardingFile);

        await Expect(page.Locator("h1")).ToContainTextAsync($"Listening on port {fixture.Instance.Port} for ");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "light");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_can_trust_a_server_that_was_turned_away_and_its_next_try_succeeds()
    {
        using var server = TestCertificate.CreateRsa("CN=Second Server");
        using var http = new HttpClient(fixture.Instance.CreateHandler(server));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => http.GetAsync(new Uri(fixture.Instance.Address, "/api/v1"), Cancel));
        var page = await fixture.OpenAsync("instance/Web01/connections");
        await page.Locator("li", new PageLocatorOptions { HasText = "CN=Second Server" }).GetByRole(AriaRole.Button, new() { Name = "Trust this server" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        var trust = dialog.GetByRole(AriaRole.Button, new() { Name = "Trust this server" });

        await dialog.Locator("#compare").FillAsync(fixture.Server.Sha1Thumbprint);
        await Expect(dialog.GetByText("They differ")).ToBeVisibleAsync();
        await Expect(trust).ToBeDisabledAsync();
        await dialog.Locator("#compare").FillAsync(server.Sha1Thumbprint.ToLowerInvariant());
        await Expect(dialog.GetByText("They are the same.")).ToBeVisibleAsync();
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Pictures.PathOf("trust-light") });
        await trust.ClickAsync();
        await Expect(dialog.GetByText("Trusted.")).ToBeVisibleAsync();

        using var response = await http.GetAsync(new Uri(fixture.Instance.Address, "/api/v1"), Cancel);
        Assert.True(response.IsSuccessStatusCode);
        Assert.Contains(fixture.ReadSettings().Tentacle.Communication.TrustedOctopusServers, trusted => trusted.Thumbprint.Value == server.Thumbprint);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_see_who_was_turned_away_while_the_agent_is_stopped()
    {
        await using var world = await Tentacle.Testing.Instances.TemporaryInstance.StartAsync(Cancel, fixture.Server.Thumbprint);
        using var server = TestCertificate.Create("CN=Came too early");
        using var http = new HttpClient(world.CreateHandler(server));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => http.GetAsync(new Uri(world.Address, "/api/v1"), Cancel));
        Assert.Equal(0, await world.StopAgentAsync(Cancel));
        await using var manager = await RunningManager.StartAsync(world, Cancel);
        var page = await fixture.OpenStrangerAsync();

        await page.GotoAsync("file://" + manager.ForwardingFile);

        await Expect(page.Locator(".bar .pill")).ToHaveTextAsync("Not running");
        await Expect(page.GetByText("CN=Came too early")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Compare and trust" }).ClickAsync();
        await Expect(page.GetByLabel($"SHA-1 thumbprint {server.Sha1Thumbprint}")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_see_within_seconds_that_the_agent_went_away_and_came_back()
    {
        await using var world = await Tentacle.Testing.Instances.TemporaryInstance.StartAsync(Cancel, fixture.Server.Thumbprint);
        await using var manager = await RunningManager.StartAsync(world, Cancel);
        var page = await fixture.OpenStrangerAsync();
        await page.GotoAsync("file://" + manager.ForwardingFile);
        await Expect(page.Locator(".bar .pill")).ToHaveTextAsync("Calamari not installed yet");

        await world.KillAgentAsync(Cancel);
        await Expect(page.Locator(".bar .pill")).ToHaveTextAsync("Not running");
        Directory.CreateDirectory(Path.Combine(world.Home, "Calamari"));
        await world.StartAgentAsync(Cancel);

        await Expect(page.Locator(".bar .pill")).ToHaveTextAsync("Healthy");
        await page.Context.CloseAsync();
    }
}
