using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tentacle.Instances;
using Tentacle.Instances.Settings;
using Tentacle.Testing;
using Tentacle.Testing.Programs;
using static Microsoft.Playwright.Assertions;

namespace Tentacle.Manager.Tests.Running;

/// <summary>From nothing to a Tentacle in the browser, and that it is the same Tentacle as the command line makes.</summary>
public sealed class SetupSpecs(ManagerFixture fixture) : IClassFixture<ManagerFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_set_up_a_listening_tentacle_and_it_is_what_the_script_says()
    {
        using var directory = new TemporaryDirectory();
        var page = await fixture.OpenAsync("new/listening");
        await FillStorageAsync(page, "Web02", directory);
        await page.GetByRole(AriaRole.Button, new() { Name = "Next: communication" }).ClickAsync();
        await page.Locator("#port").FillAsync("70000");
        await Expect(page.GetByText("“70000” is not a port.")).ToBeVisibleAsync();
        await page.Locator("#port").FillAsync("10977");
        await page.Locator("#thumbprint").FillAsync(fixture.Server.Sha1Thumbprint);
        await page.GetByRole(AriaRole.Button, new() { Name = "Next: review" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Set it up" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Back" }).ClickAsync();
        await Expect(page.Locator("#port")).ToHaveValueAsync("10977");
        await page.GetByRole(AriaRole.Button, new() { Name = "Next: review" }).ClickAsync();

        var (made, typed) = await SetUpAsync(page, "web02", directory);

        Assert.Equal(10977, made.Tentacle.Services.PortNumber);
        Assert.Equal(fixture.Server.Sha1Thumbprint, Assert.Single(made.Tentacle.Communication.TrustedOctopusServers).Thumbprint.Value);
        Assert.Equal(WithoutIdentity(typed), WithoutIdentity(made));
        await Expect(page.GetByText("10977/tcp")).ToBeVisibleAsync();
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Pictures.PathOf("wizard-done-light"), FullPage = true });
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_can_set_up_a_polling_tentacle_and_it_is_what_the_script_says()
    {
        using var directory = new TemporaryDirectory();
        var page = await fixture.OpenAsync("new/polling");
        await FillStorageAsync(page, "Edge02", directory);
        await page.GetByRole(AriaRole.Button, new() { Name = "Next: server" }).ClickAsync();
        await page.Locator("#server-address").FillAsync("octopus");
        await Expect(page.GetByText("“octopus” is not an address of a server.")).ToBeVisibleAsync();
        await page.Locator("#server-address").FillAsync("https://octopus.example:10943");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Next: review" })).ToBeDisabledAsync();
        await page.Locator("#server-thumbprint").FillAsync(fixture.Server.Sha1Thumbprint);
        await page.GetByText("leads through a proxy").ClickAsync();
        await page.GetByLabel("This one").CheckAsync();
        await page.Locator("#polling-host").FillAsync("proxy.example");
        await page.Locator("#polling-port").FillAsync("3128");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Pictures.PathOf("wizard-polling-light"), FullPage = true });
        await page.GetByRole(AriaRole.Button, new() { Name = "Next: review" }).ClickAsync();

        var (made, typed) = await SetUpAsync(page, "edge02", directory);

        var server = Assert.Single(made.Tentacle.Communication.TrustedOctopusServers);
        Assert.Equal(("https://octopus.example:10943", CommunicationStyle.TentacleActive, fixture.Server.Sha1Thumbprint), (server.Address, server.CommunicationStyle, server.Thumbprint.Value));
        Assert.True(made.Tentacle.Services.NoListen);
        Assert.Equal(("proxy.example", 3128), (made.Octopus.Server.Proxy.ProxyHost, made.Octopus.Server.Proxy.ProxyPort));
        Assert.Equal(WithoutIdentity(typed), WithoutIdentity(made));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_can_verify_a_server_before_I_poll_it()
    {
        using var other = TestCertificate.Create();
        var page = await fixture.OpenAsync("instance/Web01/connections");
        await page.Locator("#server-address").FillAsync(fixture.Instance.Address.GetLeftPart(UriPartial.Authority));
        await page.Locator("#server-thumbprint").FillAsync(other.Thumbprint);
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify" }).ClickAsync();
        await Expect(page.Locator(".note.bad")).ToContainTextAsync("this is not that server");
        await Expect(page.Locator(".note.bad .thumb")).ToHaveAttributeAsync("aria-label", $"presented thumbprint {fixture.Instance.Thumbprint}");

        await page.Locator("#server-thumbprint").FillAsync(fixture.Instance.Thumbprint);
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify" }).ClickAsync();
        await Expect(page.Locator(".note.good")).ToContainTextAsync("Its thumbprint is the expected one.");

        await page.Locator("#server-address").FillAsync($"https://127.0.0.1:{FreePort.Next()}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify" }).ClickAsync();
        await Expect(page.Locator(".note.bad")).ToContainTextAsync("cannot be reached");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_can_poll_one_more_server()
    {
        using var server = TestCertificate.Create("CN=Polled");
        var page = await fixture.OpenAsync("instance/Web01/connections");
        await page.Locator("#server-address").FillAsync("https://octopus2.example:10943");
        await page.Locator("#server-thumbprint").FillAsync(server.Thumbprint);
        await page.GetByRole(AriaRole.Button, new() { Name = "Poll this server…" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.Locator(".script pre")).ToHaveTextAsync($"tentacle poll-server --instance Web01 --server-comms-address https://octopus2.example:10943 --thumbprint {server.Thumbprint}");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Poll this server" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        await Expect(page.GetByText("polled at https://octopus2.example:10943")).ToBeVisibleAsync();
        Assert.Contains(fixture.ReadSettings().Tentacle.Communication.TrustedOctopusServers, trusted => trusted is { Address: "https://octopus2.example:10943", CommunicationStyle: CommunicationStyle.TentacleActive });
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_am_told_what_failed_in_a_set_up_nothing_of_it_is_left_and_what_I_typed_is_kept()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["blocked"], "a file where a directory should be", Cancel);
        var page = await fixture.OpenAsync("new/listening");
        await FillStorageAsync(page, "Web09", directory);
        await page.Locator("#applications").FillAsync(directory["blocked/apps"]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Next: communication" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Next: review" }).ClickAsync();
        await Uncheck(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set it up" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The set-up did not finish.");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync(directory["blocked"]);
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("taken back");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Pictures.PathOf("wizard-failed-light"), FullPage = true });
        Assert.DoesNotContain("Web09", (await fixture.Instance.RunAsync(Cancel, "list-instances")).Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(directory["web09"]));
        Assert.Empty(Directory.EnumerateFiles(fixture.Instance.ConfigurationRoot, "web09*", SearchOption.AllDirectories));
        await page.GetByRole(AriaRole.Button, new() { Name = "Back" }).ClickAsync();
        await Expect(page.Locator("#port")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Back" }).ClickAsync();
        await Expect(page.Locator("#applications")).ToHaveValueAsync(directory["blocked/apps"]);

        await page.Locator("#applications").FillAsync(directory["apps"]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Next: communication" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Next: review" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Web09 is set up");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_can_set_up_a_tentacle_with_nothing_but_the_keyboard()
    {
        using var directory = new TemporaryDirectory();
        var page = await fixture.OpenAsync("new/listening");
        await ToAsync("Name");
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("Keys01");
        await ToAsync("Home directory");
        await Expect(page.Locator("#home")).ToHaveValueAsync(new Regex("/Keys01$"));
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync(directory["keys01"]);
        await Expect(page.Locator("#home")).ToHaveValueAsync(directory["keys01"]);
        await ToAsync("Next: communication");
        await page.Keyboard.PressAsync("Enter");
        await ToAsync("Next: review");
        await page.Keyboard.PressAsync("Enter");
        await Uncheck(page);
        await ToAsync("Set it up");
        await page.Keyboard.PressAsync("Space");

        await Expect(page.Locator("h1")).ToHaveTextAsync("Keys01 is set up");
        Assert.True(File.Exists(Path.Combine(directory["keys01"], "tentacle-keys01.config")));
        await page.Context.CloseAsync();

        async Task ToAsync(string name)
        {
            for (var i = 0; i < 30; i++)
            {
                await page.Keyboard.PressAsync("Tab");
                if (await page.EvaluateAsync<string>("() => document.activeElement.labels?.[0]?.textContent.trim() || document.activeElement.textContent.trim()") == name)
                {
                    return;
                }
            }

            Assert.Fail($"'{name}' is not reached by Tab.");
        }
    }

    // Where services are possible, these tests would install real ones.
    private static async Task Uncheck(IPage page)
    {
        var service = page.Locator("#service");
        if (await service.IsEnabledAsync())
        {
            await service.UncheckAsync();
        }
        else
        {
            await Expect(page.Locator(".check + .quiet")).Not.ToBeEmptyAsync();
        }
    }

    private static async Task FillStorageAsync(IPage page, string name, TemporaryDirectory directory)
    {
        await page.Locator("#name").FillAsync(name);
        await page.Locator("#home").FillAsync(directory[name.ToLowerInvariant()]);
        await page.Locator("#applications").FillAsync(directory[$"apps-{name.ToLowerInvariant()}"]);
    }

    // By the wizard under its name, and by hand, from the script that it showed, under another: instances share neither name nor directory nor port.
    private async Task<(InstanceSettings Made, InstanceSettings Typed)> SetUpAsync(IPage page, string name, TemporaryDirectory directory)
    {
        await Uncheck(page);
        var script = await page.Locator(".script pre").InnerTextAsync();
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Pictures.PathOf($"wizard-review-{name}-light"), FullPage = true });
        await page.GetByRole(AriaRole.Button, new() { Name = "Set it up" }).ClickAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync("is set up");
        var made = new SettingsStore(Path.Combine(directory[name], $"tentacle-{name}.config")).Load();

        var other = name.Replace("02", "03", StringComparison.Ordinal);
        var tentacle = TentacleExecutable.Built.Path;
        foreach (var line in script.Replace("02", "03", StringComparison.Ordinal).Replace("10977", "10978", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var start = fixture.Instance.Command() with { File = "/bin/bash", Arguments = ["-c", tentacle + line["tentacle".Length..]] };
            (await RunningProgram.RunAsync(start, Cancel)).Succeeded();
        }

        return (made, new SettingsStore(Path.Combine(directory[other], $"tentacle-{other}.config")).Load());
    }

    // Certificate, subscription and what the machine's id looks like under the instance's own key differ by nature.
    private static string WithoutIdentity(InstanceSettings settings) => System.Text.Json.JsonSerializer.Serialize(settings with
    {
        Octopus = settings.Octopus with { MachineIdentity = null },
        Tentacle = settings.Tentacle with
        {
            Certificate = null,
            CertificateThumbprint = null,
            Communication = settings.Tentacle.Communication with
            {
                TrustedOctopusServers = [.. settings.Tentacle.Communication.TrustedOctopusServers.Select(server => server with { SubscriptionId = server.SubscriptionId is null ? null : "some" })],
            },
        },
    }).Replace("03", "02", StringComparison.Ordinal).Replace("10978", "10977", StringComparison.Ordinal);
}
