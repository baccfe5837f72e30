using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Tentacle.Testing;
using static Microsoft.Playwright.Assertions;

namespace Tentacle.Manager.Tests.Running;

/// <summary>"Try it out" on the API page, on the agent of this machine.</summary>
public sealed class ApiSpecs(ManagerFixture fixture) : IClassFixture<ManagerFixture>
{
    private static readonly string Me = $"manager:{Environment.UserName}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task I_can_try_the_api_out_and_what_I_do_is_noted()
    {
        var page = await fixture.OpenAsync("instance/Web01/api");
        await ExecuteAsync(page, ".opblock-get:has([data-path='/api/v1'])", "200");
        await Expect(page.Locator(".live-responses-table")).ToContainTextAsync(fixture.Instance.Thumbprint);
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Pictures.PathOf("api-tried-light") });
        await Eventually.TrueAsync(() => fixture.Manager.Program.Errors.Contains($"{Me} called GET /api/v1", StringComparison.Ordinal), Cancel);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task I_can_change_something_through_the_api_page_and_the_agent_notes_who_did()
    {
        var page = await fixture.OpenAsync("instance/Web01/api");
        await ExecuteAsync(page, ".opblock-post:has([data-path='/api/v1/drain'])", "200");
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, (await GetReadyAsync()).StatusCode);
        await ExecuteAsync(page, ".opblock-delete:has([data-path='/api/v1/drain'])", "200");
        Assert.Equal(System.Net.HttpStatusCode.OK, (await GetReadyAsync()).StatusCode);

        var lines = (await File.ReadAllLinesAsync(Path.Combine(fixture.Instance.Home, "Logs", "audit.ndjson"), Cancel)).Select(line => JsonNode.Parse(line)!);
        Assert.Equal(
            [(Me, "POST /api/v1/drain"), (Me, "DELETE /api/v1/drain")],
            lines.Select(line => ((string?)line["who"], (string?)line["what"])).Where(line => line.Item2!.EndsWith("/drain", StringComparison.Ordinal)));
        await page.Context.CloseAsync();
    }

    private static async Task ExecuteAsync(IPage page, string block, string status)
    {
        var operation = page.Locator(block);
        await operation.Locator(".opblock-summary").ClickAsync();
        await operation.GetByRole(AriaRole.Button, new() { Name = "Execute" }).ClickAsync();
        await Expect(operation.Locator(".live-responses-table .response .response-col_status").First).ToContainTextAsync(status);
    }

    private async Task<HttpResponseMessage> GetReadyAsync()
    {
        using var http = new HttpClient(fixture.Instance.CreateHandler(fixture.Server));
        return await http.GetAsync(new Uri(fixture.Instance.Address, "/api/v1/readyz"), Cancel);
    }
}
