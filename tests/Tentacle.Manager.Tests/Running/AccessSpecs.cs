using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Tentacle.Manager.Tests.Running;

/// <summary>Without a mouse, without motion, and without a network.</summary>
public sealed class AccessSpecs(ManagerFixture fixture) : IClassFixture<ManagerFixture>
{
    [Fact]
    public async Task I_can_reach_everything_by_keyboard()
    {
        var page = await fixture.OpenAsync("instance/Web01/connections");
        await Expect(page.Locator("h1")).ToBeFocusedAsync();
        var seen = new HashSet<string>();
        await PressAsync("Shift+Tab", 20);
        Assert.All(["Light or dark", "Overview", "Jobs", "Certificate", "Diagnostics", "API", "Skip to the content"], name => Assert.Contains(seen, reached => reached.StartsWith(name, StringComparison.Ordinal)));

        await page.Locator(".skip").FocusAsync();
        await Expect(page.Locator(".skip")).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("Enter");
        seen.Clear();
        await PressAsync("Tab", 12);

        // A button that has nothing to do yet is passed over; the fields before it are not.
        Assert.Superset(new HashSet<string> { "Remove…", "The server's thumbprint", "The server's address" }, seen);
        await page.Context.CloseAsync();

        async Task PressAsync(string key, int times)
        {
            for (var i = 0; i < times; i++)
            {
                await page.Keyboard.PressAsync(key);
                seen.Add(await page.EvaluateAsync<string>("() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.labels?.[0]?.textContent.trim() ?? document.activeElement.textContent.trim()"));
            }
        }
    }

    [Fact]
    public async Task I_can_leave_a_dialog_by_escape_and_am_where_I_was()
    {
        var page = await fixture.OpenAsync("instance/Web01/connections");
        var remove = page.GetByRole(AriaRole.Button, new() { Name = "Remove…" });
        await remove.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await Expect(remove).Not.ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator(".mud-dialog :focus")).ToHaveCountAsync(1);

        await page.Keyboard.PressAsync("Escape");

        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(remove).ToBeFocusedAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Nothing_moves_for_whom_wants_no_motion()
    {
        await fixture.Agent.SubmitAsync(Contracts.JobTicket.Parse("motion-1"), new Contracts.JobRequest { Script = new Contracts.JobScript { Bash = "sleep 600" } }, cancellationToken: TestContext.Current.CancellationToken);
        var page = await fixture.OpenAsync("instance/Web01/jobs");
        await page.Locator(".live .dot").First.WaitForAsync();
        Assert.True(await LongestAsync(page) > 100);

        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ReducedMotion = ReducedMotion.Reduce });

        Assert.InRange(await LongestAsync(page), 0, 1);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Nothing_is_asked_of_any_other_machine()
    {
        var page = await fixture.OpenAsync("instances");
        var others = new List<string>();
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(fixture.Address.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
            {
                others.Add(request.Url);
            }
        };
        foreach (var path in new[] { "", "/jobs", "/connections", "/certificate", "/settings", "/settings/proxy", "/logs", "/diagnostics", "/api" })
        {
            await page.GotoAsync($"instance/Web01{path}");
            await page.Locator(path == "/api" ? ".opblock" : "h1").First.WaitForAsync();
        }

        Assert.Empty(others);
        await page.Context.CloseAsync();
    }

    // In milliseconds.
    private static Task<double> LongestAsync(IPage page) => page.EvaluateAsync<double>(
        """
        () => Math.max(...[...document.querySelectorAll('*')].flatMap(element => {
          const style = getComputedStyle(element);
          return [style.transitionDuration, ...(style.animationName === 'none' ? [] : [style.animationDuration])].flatMap(text => text.split(',')).map(text => parseFloat(text) * (text.trim().endsWith('ms') ? 1 : 1000));
        }))
        """);
}
