using System.Text;
using System.Text.Json.Nodes;
using Tentacle.Contracts;

namespace Tentacle.Agent.Tests.Http;

/// <summary>D12: whatever a peer sends, it forges no line of log or audit trail, and controls no terminal.</summary>
public sealed class HostileTextTests : CalledAgent
{
    private const string Hostile = "a\n2026-11-28 12:00:00.000 INFO FAKE\u001b[31m\u0085\u202egpj\u2028";
    private const string Shown = @"a\u000A2026-11-28 12:00:00.000 INFO FAKE\u001B[31m\u0085\u202Egpj\u2028";

    private static readonly string Escaped = Uri.EscapeDataString(Hostile);

    [Fact]
    public async Task Log_OfAPathWithControlCharacters_HasOneLineAndShowsThem()
    {
        using var put = await CallAsync("PUT", $"/api/v1/files?path={Escaped}", new StringContent("x"));
        Assert.Equal(System.Net.HttpStatusCode.Created, put.StatusCode);

        var log = await ReadLogAsync("OctopusTentacle.txt");
        Assert.Contains(Shown, log, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', log);
        Assert.DoesNotContain("\n2026-11-28 12:00:00.000 INFO FAKE", log, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', log);
    }

    [Fact]
    public async Task Audit_OfAHostilePath_ShowsItEvenToThoseWhoPrintTheValue()
    {
        using var delete = await CallAsync("DELETE", $"/api/v1/tools/{Escaped}/1");
        await RefusedAsync(delete, 400, ProblemTypes.InvalidRequest);

        var line = (await ReadLogAsync("audit.ndjson")).TrimEnd('\n').Split('\n').Last();
        var what = (string)JsonNode.Parse(line)!["what"]!;
        Assert.DoesNotContain(what, char.IsControl);
        Assert.DoesNotContain('\u202e', what);
    }

    [Theory]
    [InlineData("GET", "/api/v1/files?path={0}", null)]
    [InlineData("DELETE", "/api/v1/tools/{0}/1", null)]
    [InlineData("GET", "/api/v1/jobs/{0}", null)]
    [InlineData("GET", "/api/v1/jobs?{0}=1", null)]
    [InlineData("GET", "/api/v1/jobs?state={0}", null)]
    [InlineData("GET", "/api/v1/jobs?cursor={0}", null)]
    [InlineData("GET", "/api/v1/{0}", null)]
    [InlineData("POST", "/api/v1/jobs", """{"script":{"bash":"true"},"files":[{"name":"HOSTILE","content":""}]}""")]
    [InlineData("POST", "/api/v1/jobs", """{"script":{"bash":"true"},"HOSTILE":1}""")]
    public async Task Problem_OfHostileText_ShowsItAndKeepsToOneLine(string method, string path, string? body)
    {
        var json = System.Text.Json.JsonSerializer.Serialize(Hostile)[1..^1];
        var content = body is null ? null : Json(body.Replace("HOSTILE", json, StringComparison.Ordinal));
        using var response = await CallAsync(method, string.Format(System.Globalization.CultureInfo.InvariantCulture, path, Escaped), content);
        var text = await response.Content.ReadAsStringAsync(Token);
        var problem = System.Text.Json.JsonSerializer.Deserialize(text, Contracts.Json.ApiJson.Default.Problem)!;

        Assert.InRange((int)response.StatusCode, 400, 404);
        foreach (var said in new[] { text, problem.Detail!, problem.Title, problem.Instance! }.Concat(problem.Errors?.SelectMany(e => new[] { e.Detail, e.Pointer }) ?? []))
        {
            Assert.DoesNotContain(said, char.IsControl);
            Assert.DoesNotContain('\u202e', said);
            Assert.DoesNotContain('\u2028', said);
        }
    }

    private async Task<string> ReadLogAsync(string name)
    {
        await using var file = new FileStream(Path.Combine(Agent.Home.Logs, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, Encoding.UTF8);
        return await reader.ReadToEndAsync(Token);
    }
}
