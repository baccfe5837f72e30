using Microsoft.Playwright;
using Tentacle.Testing;
using static Microsoft.Playwright.Assertions;

namespace Tentacle.Manager.Tests.Running;

/// <summary>The two proxies.</summary>
public sealed class ProxySpecs(ManagerFixture fixture) : IClassFixture<ManagerFixture>
{
    [Fact]
    public async Task I_can_set_a_proxy_whose_password_is_never_shown()
    {
        const string password = "hunter2-hunter2";
        var page = await fixture.OpenAsync("instance/Web01/settings");
        await page.GetByRole(AriaRole.Link, new() { Name = "Change a proxy" }).ClickAsync();
        var web = page.Locator("section", new PageLocatorOptions { Has = page.GetByRole(AriaRole.Heading, new() { Name = "For the web" }) });
        await web.GetByLabel("This one").CheckAsync();
        await page.Locator("#proxy-host").FillAsync("proxy.example");
        await page.Locator("#proxy-port").FillAsync("3128");
        await page.Locator("#proxy-user").FillAsync("octopus");
        await page.Locator("#proxy-password").FillAsync(password);
        await Expect(web.Locator(".script pre")).ToHaveTextAsync("tentacle proxy --instance Web01 --proxyEnable True --proxyHost proxy.example --proxyPort 3128 --proxyUsername octopus --proxyPassword -");
        await web.GetByRole(AriaRole.Button, new() { Name = "Save…" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog.GetByText("Done.")).ToBeVisibleAsync();
        Assert.DoesNotContain(password, await dialog.InnerTextAsync(), StringComparison.Ordinal);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        await Expect(page.Locator("#proxy-password")).ToHaveValueAsync("");
        await Expect(web.GetByText("One is stored and never shown.")).ToBeVisibleAsync();
        var stored = fixture.ReadSettings().Octopus.Proxy;
        Assert.Equal(("proxy.example", 3128, "octopus"), (stored.ProxyHost, stored.ProxyPort, stored.ProxyUsername));
        Assert.NotNull(stored.ProxyPassword);
        Assert.NotEqual(password, stored.ProxyPassword);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_am_told_what_keeps_a_proxy_from_working()
    {
        var page = await fixture.OpenAsync("instance/Web01/settings/proxy");
        var polling = page.Locator("section", new PageLocatorOptions { Has = page.GetByRole(AriaRole.Heading, new() { Name = "For polling" }) });
        await polling.GetByLabel("This one").CheckAsync();
        await page.Locator("#polling-proxy-host").FillAsync("127.0.0.1");
        await page.Locator("#polling-proxy-port").FillAsync($"{FreePort.Next()}");
        await polling.GetByRole(AriaRole.Button, new() { Name = "Test connection" }).ClickAsync();
        await Expect(polling.Locator(".note.bad")).ToContainTextAsync("The proxy cannot be reached at 127.0.0.1");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_can_test_the_way_through_a_proxy_before_I_save_it()
    {
        await using var proxy = new ConnectProxy();
        var page = await fixture.OpenAsync("instance/Web01/settings/proxy");
        var polling = page.Locator("section", new PageLocatorOptions { Has = page.GetByRole(AriaRole.Heading, new() { Name = "For polling" }) });
        await polling.GetByLabel("This one").CheckAsync();
        await page.Locator("#polling-proxy-host").FillAsync("127.0.0.1");
        await page.Locator("#polling-proxy-port").FillAsync($"{proxy.Port}");
        await page.Locator("#polling-proxy-target").FillAsync(fixture.Instance.Address.GetLeftPart(UriPartial.Authority));
        await polling.GetByRole(AriaRole.Button, new() { Name = "Test connection" }).ClickAsync();
        await Expect(polling.Locator(".note.bad")).ToContainTextAsync("The proxy wants a user name and a password.");

        await page.Locator("#polling-proxy-user").FillAsync(ConnectProxy.User);
        await page.Locator("#polling-proxy-password").FillAsync("wrong");
        await polling.GetByRole(AriaRole.Button, new() { Name = "Test connection" }).ClickAsync();
        await Expect(polling.Locator(".note.bad")).ToContainTextAsync("does not accept this user name with this password");

        await page.Locator("#polling-proxy-password").FillAsync(ConnectProxy.Password);
        await polling.GetByRole(AriaRole.Button, new() { Name = "Test connection" }).ClickAsync();
        await Expect(polling.Locator(".note.good")).ToContainTextAsync("The proxy lets it through, and the server answers.");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Pictures.PathOf("proxy-tested-light"), FullPage = true });
        await page.Context.CloseAsync();
    }
}
