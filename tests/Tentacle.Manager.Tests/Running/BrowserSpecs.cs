using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using Tentacle.Contracts;
using Tentacle.Core.Instances;
using Tentacle.Testing;
using Tentacle.Testing.Programs;
using static Microsoft.Playwright.Assertions;

namespace Tentacle.Manager.Tests.Running;

/// <summary>What an administrator does in the browser, on a real agent.</summary>
public sealed class BrowserSpecs(ManagerFixture fixture) : IClassFixture<ManagerFixture>
{
    private const int LongLog = 200_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_enter_through_the_forwarding_file_and_see_my_tentacle()
    {
        await using var manager = await RunningManager.StartAsync(fixture.Instance, Cancel, "--instance", "Web01");
        var page = await fixture.OpenStrangerAsync();

        await page.GotoAsync("file://" + manager.ForwardingFile);

        await Expect(page.Locator("h1")).ToContainTextAsync($"Listening on port {fixture.Instance.Port} for ");
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
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(SourceTree.Root, "artifacts", "manager", "trust-light.png") });
        await trust.ClickAsync();
        await Expect(dialog.GetByText("Trusted.")).ToBeVisibleAsync();

        using var response = await http.GetAsync(new Uri(fixture.Instance.Address, "/api/v1"), Cancel);
        Assert.True(response.IsSuccessStatusCode);
        Assert.Contains(fixture.ReadSettings().Tentacle.Communication.TrustedOctopusServers, trusted => trusted.Thumbprint.Value == server.Thumbprint);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_can_set_up_a_listening_tentacle_and_it_is_what_the_script_says()
    {
        using var directory = new TemporaryDirectory();
        var page = await fixture.OpenAsync("new/listening");
        await page.Locator("#name").FillAsync("Web02");
        await page.Locator("#home").FillAsync(directory["web02"]);
        await page.Locator("#applications").FillAsync(directory["apps"]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Next: communication" }).ClickAsync();
        await page.Locator("#port").FillAsync("70000");
        await Expect(page.GetByText("“70000” is no port.")).ToBeVisibleAsync();
        await page.Locator("#port").FillAsync("10977");
        await page.Locator("#thumbprint").FillAsync(fixture.Server.Sha1Thumbprint);
        await page.GetByRole(AriaRole.Button, new() { Name = "Next: review" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Back" }).ClickAsync();
        await Expect(page.Locator("#port")).ToHaveValueAsync("10977");
        await page.GetByRole(AriaRole.Button, new() { Name = "Next: review" }).ClickAsync();
        var script = await page.Locator(".script pre").InnerTextAsync();
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(SourceTree.Root, "artifacts", "manager", "wizard-review-light.png") });
        await page.GetByRole(AriaRole.Button, new() { Name = "Set it up" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Web02 is set up");

        var made = new SettingsStore(Path.Combine(directory["web02"], "tentacle-web02.config")).Load();
        var typed = await TypeAsync(script.Replace("Web02", "Web03", StringComparison.Ordinal).Replace("web02", "web03", StringComparison.Ordinal), directory["web03"]);
        Assert.Equal(10977, made.Tentacle.Services.PortNumber);
        Assert.Equal(fixture.Server.Sha1Thumbprint, Assert.Single(made.Tentacle.Communication.TrustedOctopusServers).Thumbprint.Value);
        Assert.Equal(WithoutIdentity(typed).Replace("web03", "web02", StringComparison.Ordinal), WithoutIdentity(made));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_am_told_what_failed_in_a_set_up_and_what_I_typed_is_kept()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["blocked"], "a file where a directory should be", Cancel);
        var page = await fixture.OpenAsync("new/listening");
        await page.Locator("#name").FillAsync("Web09");
        await page.Locator("#home").FillAsync(directory["home"]);
        await page.Locator("#applications").FillAsync(directory["blocked/apps"]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Next: communication" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Next: review" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Set it up" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The set-up did not finish.");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync(directory["blocked"]);
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("taken back");
        Assert.DoesNotContain("Web09", (await fixture.Instance.RunAsync(Cancel, "list-instances")).Output, StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Back" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Back" }).ClickAsync();
        await Expect(page.Locator("#applications")).ToHaveValueAsync(directory["blocked/apps"]);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_can_follow_a_job_while_it_runs()
    {
        using var directory = new TemporaryDirectory();
        var go = directory["go"];
        var ticket = JobTicket.Parse("live-1");
        await fixture.Agent.SubmitAsync(ticket, new JobRequest { Script = new JobScript { Bash = $"echo before; until [ -e '{go}' ]; do sleep 0.1; done; echo after; exit 3" } }, cancellationToken: Cancel);
        var page = await fixture.OpenAsync("instance/Web01/jobs/live-1");
        await Expect(page.Locator(".log .stdout")).ToHaveTextAsync(["before"]);
        await Expect(page.Locator(".lead .state")).ToHaveTextAsync("Running");

        await File.WriteAllTextAsync(go, "", Cancel);

        await Expect(page.Locator(".log .stdout")).ToHaveTextAsync(["before", "after"]);
        await Expect(page.Locator(".lead .state")).ToHaveTextAsync("Failed");
        await Expect(page.Locator(".lead")).ToContainTextAsync("Exit code 3");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_can_search_a_log_of_200000_lines_and_download_it()
    {
        await fixture.RunJobAsync("long-1", $"seq -f 'line number %.0f' 1 {LongLog}", Cancel);
        var page = await fixture.OpenAsync("instance/Web01/jobs/long-1");
        await Expect(page.Locator(".log .line").Last).ToContainTextAsync($"line number {LongLog}", new() { Timeout = 30_000 });
        Assert.InRange(await page.Locator(".log .line").CountAsync(), 1, 200);

        await page.GetByLabel("Search in the log").FillAsync("number 123456");
        await Expect(page.GetByText("1 of 1", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.Locator(".log .line.here")).ToContainTextAsync("line number 123456");

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), Cancel);
        Assert.Contains($"line number {LongLog}", lines);
        Assert.Equal("long-1.log.txt", download.SuggestedFilename);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_can_try_the_api_out_and_what_I_do_is_noted()
    {
        var page = await fixture.OpenAsync("instance/Web01/api");
        await page.Locator(".opblock-summary-path[data-path='/api/v1']").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Execute" }).ClickAsync();

        await Expect(page.Locator(".live-responses-table .response .response-col_status").First).ToContainTextAsync("200");
        await Expect(page.Locator(".live-responses-table")).ToContainTextAsync(fixture.Instance.Thumbprint);
        await Eventually.TrueAsync(() => fixture.Manager.Program.Errors.Contains($"manager:{Environment.UserName} called GET /api/v1", StringComparison.Ordinal), Cancel);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_see_within_seconds_that_the_agent_went_away_and_came_back()
    {
        await using var world = await Tentacle.Testing.Instances.TemporaryInstance.StartAsync(Cancel, fixture.Server.Thumbprint);
        await using var manager = await RunningManager.StartAsync(world, Cancel);
        var page = await fixture.OpenStrangerAsync();
        await page.GotoAsync("file://" + manager.ForwardingFile);
        await Expect(page.Locator(".bar .pill")).ToHaveTextAsync("Healthy");

        await world.KillAgentAsync(Cancel);
        await Expect(page.Locator(".bar .pill")).ToHaveTextAsync("Not running");
        await world.StartAgentAsync(Cancel);

        await Expect(page.Locator(".bar .pill")).ToHaveTextAsync("Healthy");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_can_reach_everything_by_keyboard()
    {
        var page = await fixture.OpenAsync("instance/Web01/connections");
        await page.EvaluateAsync("() => document.activeElement.blur()");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator(".skip")).ToBeFocusedAsync();
        var seen = new HashSet<string>();
        for (var i = 0; i < 40; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            seen.Add(await page.EvaluateAsync<string>("() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim() ?? ''"));
        }

        Assert.Superset(new HashSet<string> { "Light or dark", "Overview", "Jobs", "Certificate", "Diagnostics", "API", "Remove…" }, seen);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_page_is_there_within_a_second_and_the_manager_stays_small()
    {
        var page = await fixture.OpenAsync("instance/Web01");
        var started = Stopwatch.GetTimestamp();
        await page.ReloadAsync();
        await page.Locator(".facts").First.WaitForAsync();
        var took = Stopwatch.GetElapsedTime(started);

        var memory = ResidentMegabytes();
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"Overview after {took.TotalMilliseconds:0} ms; Manager RSS {memory} MB"));
        Assert.InRange(memory, 1, 180);
        await page.Context.CloseAsync();
    }

    private long ResidentMegabytes()
    {
        var pid = fixture.Manager.FindProcess();
        var line = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    private async Task<InstanceSettings> TypeAsync(string script, string home)
    {
        var tentacle = TentacleExecutable.Built.Path;
        foreach (var line in script.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var start = fixture.Instance.Command() with { File = "/bin/bash", Arguments = ["-c", tentacle + line["tentacle".Length..]] };
            (await RunningProgram.RunAsync(start, Cancel)).Succeeded();
        }

        return new SettingsStore(Path.Combine(home, "tentacle-web03.config")).Load();
    }

    private static string WithoutIdentity(InstanceSettings settings) =>
        System.Text.Json.JsonSerializer.Serialize(settings with { Tentacle = settings.Tentacle with { Certificate = null, CertificateThumbprint = null } });
}
