using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Tentacle.Testing;
using Tentacle.Testing.Programs;
using Tentacle.Testing.Systemd;
using static Microsoft.Playwright.Assertions;

namespace Tentacle.Manager.Tests.Running;

/// <summary>A service from its installation to its end, on a machine with systemd.</summary>
public sealed class ServiceSpecs(ManagerFixture fixture) : IClassFixture<ManagerFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_set_a_tentacle_up_as_a_service_and_stop_start_reinstall_and_delete_it()
    {
        await using var machine = await BootOrSkipAsync();
        await BringRuntimeAsync(machine);
        await using var manager = await RunningManager.StartAsync(
            machine.Command("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1", "/opt/octopus/tentacle/tentacle", "manager", "--no-browser"), machine.PathOf, Cancel);
        var port = FreePort.Next();
        var page = await fixture.OpenStrangerAsync();
        // Chromium shows no page out of /proc, where the other machine's files are.
        await page.GotoAsync(manager.StartAddress.AbsoluteUri);
        await page.Locator("a.choice[href='new/listening']").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Next: communication" }).ClickAsync();
        await page.Locator("#port").FillAsync($"{port}");
        await page.Locator("#thumbprint").FillAsync(fixture.Server.Thumbprint);
        await page.GetByRole(AriaRole.Button, new() { Name = "Next: review" }).ClickAsync();
        await Expect(page.Locator("#service")).ToBeCheckedAsync();
        await Expect(page.Locator(".script pre")).ToContainTextAsync("tentacle service --instance Tentacle --install --start");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set it up" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Tentacle is set up", new() { Timeout = 60_000 });
        await page.GetByRole(AriaRole.Link, new() { Name = "Show Tentacle" }).ClickAsync();
        await Expect(page.Locator("h1")).ToContainTextAsync($"Listening on port {port} for 1 trusted server.", new() { Timeout = 20_000 });
        await Expect(page.GetByText("The service Tentacle runs, as root.")).ToBeVisibleAsync();
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Pictures.PathOf("overview-service-light") });

        await RunAsync(page, "Stop…", "Stop");
        await Expect(page.Locator(".bar .pill")).ToHaveTextAsync("Not running", new() { Timeout = 20_000 });
        Assert.Equal("inactive", await IsActiveAsync(machine));
        await RunAsync(page, "Start…", "Start");
        Assert.Equal("active", await IsActiveAsync(machine));
        await RunAsync(page, "Restart…", "Restart");
        Assert.Equal("active", await IsActiveAsync(machine));
        await RunAsync(page, "Reinstall…", "Reinstall");
        Assert.Equal("active", await IsActiveAsync(machine));

        await page.GetByRole(AriaRole.Link, new() { Name = "Delete this instance" }).ClickAsync();
        await page.GetByLabel("Delete them.").CheckAsync();
        await page.Locator("#confirmation").FillAsync("Tentacle");
        await RunAsync(page, "Delete the instance…", "Delete the instance");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Set up a Tentacle on this machine");
        Assert.False(File.Exists(machine.PathOf("/etc/systemd/system/Tentacle.service")));
        Assert.False(Directory.Exists(machine.PathOf("/etc/octopus/Tentacle/Jobs")));
        Assert.Equal("", (await machine.RunAsync(Cancel, "find", "/", "-xdev", "-name", "DataProtection-Keys")).Output);
        await page.Context.CloseAsync();
    }

    private static async Task<SystemdMachine> BootOrSkipAsync()
    {
        try
        {
            return await SystemdMachine.BootAsync(TentacleExecutable.Built.Directory, Cancel);
        }
        catch (MissingMachineException e)
        {
            throw Xunit.Sdk.SkipException.ForSkip(e.Message);
        }
    }

    // The machine is a bare one; its files are gone with it.
    private static async Task BringRuntimeAsync(SystemdMachine machine)
    {
        var runtime = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var target = machine.PathOf("/usr/share/dotnet");
        var copy = $"mkdir -p '{target}' && cp -r '{runtime}/host' '{runtime}/shared' '{runtime}/dotnet' '{target}/'";
        (await RunningProgram.RunAsync(new ProgramStart("/bin/sh", "-c", copy), Cancel)).Succeeded();

        // A published Manager has its style sheets and scripts beside it; a built one looks where they came from.
        var assets = Path.Combine(TentacleExecutable.Built.Directory, "manager", "tentacle-manager.staticwebassets.runtime.json");
        foreach (var root in JsonNode.Parse(await File.ReadAllTextAsync(assets, Cancel))!["ContentRoots"]!.AsArray().Select(node => ((string)node!).TrimEnd('/')))
        {
            (await RunningProgram.RunAsync(new ProgramStart("/bin/sh", "-c", $"mkdir -p '{machine.PathOf(root)}' && cp -r '{root}/.' '{machine.PathOf(root)}/'"), Cancel)).Succeeded();
        }
    }

    private static async Task RunAsync(IPage page, string button, string confirm)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = confirm, Exact = true }).ClickAsync();
        await Expect(dialog.GetByText("Done.")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
    }

    private static async Task<string> IsActiveAsync(SystemdMachine machine) => (await machine.RunAsync(Cancel, "systemctl", "is-active", "Tentacle")).Output.Trim();
}
