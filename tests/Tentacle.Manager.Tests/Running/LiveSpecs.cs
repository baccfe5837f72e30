using System.Globalization;
using Microsoft.Playwright;
using Tentacle.Contracts;
using Tentacle.Testing;
using Tentacle.Testing.Instances;
using static Microsoft.Playwright.Assertions;

namespace Tentacle.Manager.Tests.Running;

/// <summary>Jobs and their logs while they happen, however long they are and whatever goes away meanwhile.</summary>
public sealed class LiveSpecs(ManagerFixture fixture) : IClassFixture<ManagerFixture>
{
    private const int LongLog = 200_000;

    // Wheel turns; the time from one frame to the next while the log moves under them.
    private const string Scroll = """
        async () => {
          const box = document.querySelector('.log');
          const frames = [];
          let last = performance.now();
          for (let i = 0; i < 120; i++) {
            box.scrollTop -= 400;
            await new Promise(resolve => requestAnimationFrame(resolve));
            const now = performance.now();
            frames.push(now - last);
            last = now;
          }
          frames.sort((a, b) => a - b);
          return frames[Math.floor(frames.length * 0.95)];
        }
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_follow_a_job_while_it_runs()
    {
        using var directory = new TemporaryDirectory();
        var go = directory["go"];
        await SubmitAsync("live-1", $"echo before; until [ -e '{go}' ]; do sleep 0.1; done; echo after; exit 3");
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
    public async Task I_can_cancel_a_job()
    {
        await SubmitAsync("cancel-1", "echo begun; sleep 600");
        var page = await fixture.OpenAsync("instance/Web01/jobs/cancel-1");
        await Expect(page.Locator(".log .stdout")).ToHaveTextAsync(["begun"]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel this job…" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.Locator(".script pre")).ToHaveTextAsync("tentacle cancel cancel-1 --instance Web01");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel the job" }).ClickAsync();
        await Expect(dialog.GetByText("Done.")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        await Expect(page.Locator(".lead .state")).ToHaveTextAsync("Canceled");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Cancel this job…" })).ToHaveCountAsync(0);
        Assert.Equal(JobOutcome.Canceled, (await fixture.Agent.WaitAsync(JobTicket.Parse("cancel-1"), Cancel)).Outcome);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_can_scroll_search_and_download_a_log_of_200000_lines()
    {
        await fixture.RunJobAsync("long-1", $"seq -f 'line number %.0f' 1 {LongLog}", Cancel);
        var page = await fixture.OpenAsync("instance/Web01/jobs/long-1");
        await Expect(page.Locator(".log .line").Last).ToContainTextAsync($"line number {LongLog}", new() { Timeout = 30_000 });
        Assert.InRange(await page.Locator(".log .line").CountAsync(), 1, 200);

        var frame = await page.EvaluateAsync<double>(Scroll);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"95 of 100 frames came within {frame:0.0} ms while scrolling"));
        Assert.InRange(frame, 0, 200);
        await Expect(page.Locator(".log .stdout").First).ToContainTextAsync("line number 19");

        await page.GetByLabel("Search in the log").FillAsync("number 123456");
        await Expect(page.GetByText("1 of 1", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.Locator(".log .line.here")).ToContainTextAsync("line number 123456");

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), Cancel);
        Assert.Contains($"line number {LongLog}", lines);
        Assert.Equal("long-1.log", download.SuggestedFilename);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_follow_a_job_through_a_restart_of_the_agent()
    {
        await using var world = await TemporaryInstance.StartAsync(Cancel, fixture.Server.Thumbprint);
        using var directory = new TemporaryDirectory();
        await using var manager = await RunningManager.StartAsync(world, Cancel);
        using var agent = world.Connect(fixture.Server);
        var (again, last) = (directory["again"], directory["last"]);
        var script = $"echo one; until [ -e '{again}' ]; do sleep 0.1; done; echo two; until [ -e '{last}' ]; do sleep 0.1; done; echo three";
        await agent.SubmitAsync(JobTicket.Parse("through-1"), new JobRequest { Script = new JobScript { Bash = script } }, cancellationToken: Cancel);
        var page = await fixture.OpenStrangerAsync();
        await page.GotoAsync("file://" + manager.ForwardingFile);
        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Jobs" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "through-1" }).ClickAsync();
        await Expect(page.Locator(".log .stdout")).ToHaveTextAsync(["one"]);

        await world.KillAgentAsync(Cancel);
        await Expect(page.Locator(".bar .pill")).ToHaveTextAsync("Not running");
        await File.WriteAllTextAsync(again, "", Cancel);
        await world.StartAgentAsync(Cancel);
        await Expect(page.Locator(".log .stdout")).ToHaveTextAsync(["one", "two"], new() { Timeout = 15_000 });
        await File.WriteAllTextAsync(last, "", Cancel);

        await Expect(page.Locator(".log .stdout")).ToHaveTextAsync(["one", "two", "three"], new() { Timeout = 15_000 });
        await Expect(page.Locator(".lead .state")).ToHaveTextAsync("Succeeded");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_am_told_in_its_own_words_that_the_manager_has_ended()
    {
        await using var world = await TemporaryInstance.CreateAsync(new TemporaryInstanceOptions(), Cancel);
        await using var manager = await RunningManager.StartAsync(world, Cancel);
        var page = await fixture.OpenStrangerAsync();
        await page.GotoAsync("file://" + manager.ForwardingFile);
        await page.Locator("h1").WaitForAsync();

        manager.Program.Terminate();
        await manager.Program.WaitForExitAsync(Cancel);

        await Expect(page.Locator("#components-reconnect-modal")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await Expect(page.Locator("#components-reconnect-modal")).ToContainTextAsync("Connecting to the Manager again…");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Pictures.PathOf("reconnect-light") });
        await Expect(page.Locator("#components-reconnect-modal .gone")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await page.Context.CloseAsync();
    }

    private Task<Job> SubmitAsync(string ticket, string script) =>
        fixture.Agent.SubmitAsync(JobTicket.Parse(ticket), new JobRequest { Script = new JobScript { Bash = script } }, cancellationToken: Cancel);
}
