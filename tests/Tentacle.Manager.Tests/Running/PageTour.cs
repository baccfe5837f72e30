using System.Text;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Tentacle.Contracts;
using Tentacle.Testing;
using static Microsoft.Playwright.Assertions;

namespace Tentacle.Manager.Tests.Running;

/// <summary>Every page in light and dark, on a desk and on a phone: kept as pictures, and held against axe's rules.</summary>
public sealed class PageTour(ManagerFixture fixture) : IClassFixture<ManagerFixture>
{
    private static readonly (string Name, ColorScheme Scheme, int Width, int Height)[] Looks =
    [
        ("light", ColorScheme.Light, 1280, 800),
        ("dark", ColorScheme.Dark, 1280, 800),
        ("small", ColorScheme.Light, 1024, 700),
        ("phone", ColorScheme.Dark, 390, 844),
    ];

    public static TheoryData<string, string> Pages => new()
    {
        { "start", "instances" },
        { "overview", "instance/Web01" },
        { "jobs", "instance/Web01/jobs" },
        { "job", "instance/Web01/jobs/deploy-web-1042" },
        { "connections", "instance/Web01/connections" },
        { "certificate", "instance/Web01/certificate" },
        { "settings", "instance/Web01/settings" },
        { "proxy", "instance/Web01/settings/proxy" },
        { "log", "instance/Web01/logs" },
        { "diagnostics", "instance/Web01/diagnostics" },
        { "api", "instance/Web01/api" },
        { "wizard", "new/listening" },
        { "wizard-polling", "new/polling" },
        { "delete", "instance/Web01/delete" },
        { "missing", "instance/Nowhere" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_InEveryLightAndWidth_ShowsWithoutErrorsAndAxeFindsNothing(string name, string path)
    {
        await fixture.OnceAsync(PrepareAsync);
        var trouble = new StringBuilder();
        var page = await fixture.OpenAsync(path);
        var look = "";
        page.Console += (_, message) => Record(message.Type == "error", $"{look}: {message.Text}");
        page.PageError += (_, error) => Record(true, $"{look}: {error}");
        await page.ReloadAsync();
        await page.Locator("h1").First.WaitForAsync();
        await ReadyAsync(page, name);
        foreach (var (now, scheme, width, height) in Looks)
        {
            look = now;
            await page.SetViewportSizeAsync(width, height);
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", scheme == ColorScheme.Dark ? "dark" : "light");
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Pictures.PathOf($"{name}-{look}"), FullPage = look != "light", Animations = ScreenshotAnimations.Disabled });
            foreach (var violation in (await page.RunAxe(AxeOptions)).Violations)
            {
                foreach (var node in violation.Nodes)
                {
                    Record(!await IsSwaggersAsync(page, node.Target.ToString()), $"{look}: axe {violation.Id}: {violation.Help}: {node.Html}");
                }
            }

            Record(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"), $"{look}: the page scrolls sideways");
        }

        await page.Context.CloseAsync();
        Assert.True(trouble.Length == 0, trouble.ToString());

        void Record(bool isTrouble, string text)
        {
            if (isTrouble)
            {
                trouble.AppendLine(text);
            }
        }
    }

    private static Deque.AxeCore.Commons.AxeRunOptions AxeOptions => new() { ResultTypes = [Deque.AxeCore.Commons.ResultType.Violations] };

    // What Swagger UI draws is not ours; the page around it is.
    private static Task<bool> IsSwaggersAsync(IPage page, string? target) =>
        page.EvaluateAsync<bool>("target => { try { return !!document.querySelector(target)?.closest('#swagger'); } catch { return false; } }", target);

    private static async Task ReadyAsync(IPage page, string name)
    {
        var wanted = name switch
        {
            "job" => ".log .line:has-text('Done in')",
            "api" => ".opblock",
            "jobs" or "overview" => ".jobs tbody tr",
            "log" => ".log .line",
            "start" => ".choice .pill",
            "wizard" or "wizard-polling" or "settings" or "proxy" => "input",
            _ => "h1",
        };
        await page.Locator(wanted).First.WaitForAsync();
    }

    private async Task PrepareAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await fixture.RunJobAsync("deploy-web-1041", "echo 'Stopping the site'; echo 'The service did not stop in time' >&2; exit 3", cancellationToken);
        await fixture.RunJobAsync(
            "deploy-web-1042",
            """for i in $(seq 1 180); do echo "Copying wwwroot/assets/chunk-$i.js ($((i * 37 % 900)) KiB)"; done; echo 'appsettings.json has no section Logging, the defaults apply' >&2; echo 'Switching /srv/web to release 2026.11.3'; echo 'Done in 1.4 s'""",
            cancellationToken);
        await fixture.RunJobAsync("health-check-7", "uname -a", cancellationToken);
        await fixture.Agent.SubmitAsync(
            JobTicket.Parse("backup-nightly-3"), new JobRequest { Script = new JobScript { Bash = "echo 'Dumping the database'; sleep 600" }, Isolation = new JobIsolation { Level = IsolationLevel.None } }, cancellationToken: cancellationToken);
        using var stranger = TestCertificate.CreateRsa("CN=Octopus Portal, O=Elsewhere");
        using var http = new HttpClient(fixture.Instance.CreateHandler(stranger));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => http.GetAsync(new Uri(fixture.Instance.Address, "/api/v1"), cancellationToken));
    }
}
