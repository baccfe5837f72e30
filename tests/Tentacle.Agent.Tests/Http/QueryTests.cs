using System.Net;
using System.Net.Http.Json;
using Tentacle.Contracts;
using Tentacle.Contracts.Json;

namespace Tentacle.Agent.Tests.Http;

/// <summary>E3, E3b, E8: a query that a route does not understand in full is refused before anything happens.</summary>
public sealed class QueryTests : CalledAgent
{
    [Theory]
    [InlineData("POST", "/api/v1/jobs?dry-run=true", "Did you mean 'dryRun'?")]
    [InlineData("POST", "/api/v1/jobs?DRYRUN=true", "Did you mean 'dryRun'?")]
    [InlineData("PUT", "/api/v1/jobs/x?dryRun=true", "takes none")]
    [InlineData("GET", "/api/v1/jobs?status=running", "Did you mean 'state'?")]
    [InlineData("GET", "/api/v1/jobs?State=running", "Did you mean 'state'?")]
    [InlineData("GET", "/api/v1/jobs?page=2", "knows 'state', 'cursor', 'limit'")]
    [InlineData("GET", "/api/v1/jobs?=2", "'' is not a known query parameter")]
    [InlineData("GET", "/api/v1/jobs?jobs=2", "'jobs' is not a known query parameter")]
    [InlineData("GET", "/api/v1/jobs/x?http=2", "'http' is not a known query parameter")]
    [InlineData("GET", "/api/v1/jobs/x?ticket=y", "'ticket' is not a known query parameter")]
    [InlineData("DELETE", "/api/v1/jobs/x?force=true", "'force' is not a known query parameter")]
    [InlineData("POST", "/api/v1/jobs/x/cancel?grace=1", "'grace' is not a known query parameter")]
    [InlineData("GET", "/api/v1/jobs/x/log?since=1", "knows 'after', 'follow', 'limit'")]
    [InlineData("GET", "/api/v1/jobs/x/log?folow=true", "Did you mean 'follow'?")]
    [InlineData("PUT", "/api/v1/files?path=x&Mode=644", "Did you mean 'mode'?")]
    [InlineData("DELETE", "/api/v1/files?path=x&recurse=true", "Did you mean 'recursive'?")]
    [InlineData("POST", "/api/v1/drain?wait=5", "takes none")]
    [InlineData("GET", "/api/v1/livez?_=123", "takes none")]
    [InlineData("GET", "/api/v1/jobs?limit=1&limit=2", "'limit' is given more than once")]
    [InlineData("POST", "/api/v1/jobs?dryRun=true&dryRun=false", "'dryRun' is given more than once")]
    [InlineData("PUT", "/api/v1/files?path=a&path=b", "'path' is given more than once")]
    [InlineData("POST", "/api/v1/jobs?dryRun", "Give true or false")]
    [InlineData("POST", "/api/v1/jobs?dryRun=", "Give true or false")]
    [InlineData("POST", "/api/v1/jobs?dryRun=True", "Give true or false")]
    [InlineData("POST", "/api/v1/jobs?dryRun=1", "Give true or false")]
    [InlineData("POST", "/api/v1/jobs?dryRun=%20true", "Give true or false")]
    [InlineData("GET", "/api/v1/jobs?state=7", "Use pending, running, complete")]
    [InlineData("GET", "/api/v1/jobs?state=2", "Use pending, running, complete")]
    [InlineData("GET", "/api/v1/jobs?state=pending,running", "Use pending, running, complete")]
    [InlineData("GET", "/api/v1/jobs?state=%20running", "Use pending, running, complete")]
    [InlineData("GET", "/api/v1/jobs?state=Running", "Use pending, running, complete")]
    [InlineData("GET", "/api/v1/jobs?state=", "Use pending, running, complete")]
    [InlineData("GET", "/api/v1/deployments?id=", "'id=' is empty")]
    [InlineData("GET", "/api/v1/jobs/done/log?limit=-1", "'limit=-1'")]
    [InlineData("GET", "/api/v1/jobs/done/log?limit=0", "'limit=0'")]
    [InlineData("PUT", "/api/v1/files?path=x&mode=04755", "three octal digits")]
    [InlineData("PUT", "/api/v1/files?path=x&mode=4755", "three octal digits")]
    [InlineData("PUT", "/api/v1/files?path=x&mode=7777", "three octal digits")]
    [InlineData("PUT", "/api/v1/files?path=x&mode=0o644", "three octal digits")]
    [InlineData("PUT", "/api/v1/files?path=x&mode=999", "three octal digits")]
    [InlineData("PUT", "/api/v1/files?path=x&mode=44", "three octal digits")]
    [InlineData("PUT", "/api/v1/files?path=x&mode=", "three octal digits")]
    public async Task Query_ThatIsNotUnderstood_Is400AndNothingHappens(string method, string path, string says)
    {
        await SubmitAsync("done");
        using var response = await CallAsync(method, path, method is "PUT" or "POST" ? Json(Job) : null);

        Assert.Contains(says, (await RefusedAsync(response, 400, ProblemTypes.InvalidRequest)).Detail!, StringComparison.Ordinal);
        Assert.Equal(["done"], Directory.GetDirectories(Agent.Home.Jobs).Select(Path.GetFileName));
        Assert.False(File.Exists(Path.Combine(Agent.Home.Directory, "x")));
        Assert.False(File.Exists(Path.Combine(Agent.Home.Jobs, ".draining")));
    }

    [Theory]
    [InlineData("644")]
    [InlineData("0644")]
    public async Task Mode_OfThreeOctalDigits_IsSet(string mode)
    {
        using var response = await CallAsync("PUT", $"/api/v1/files?path=x&mode={mode}", Json("x"));

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(Convert.ToInt32("644", 8), (int)File.GetUnixFileMode(Path.Combine(Agent.Home.Directory, "x")));
    }

    [Theory]
    [InlineData("/api/v1/jobs?")]
    [InlineData("/api/v1/deployments?")]
    [InlineData("/api/v1/uploads?")]
    [InlineData("/api/v1/files?path=.&")]
    [InlineData("/api/v1/jobs/done/files?")]
    public async Task Page_OfAnyList_HasTheSameBoundsAndMeaningOfACursor(string list)
    {
        await SubmitAsync("done");
        foreach (var limit in new[] { "0", "1001", "-1", "+1", "1.0", "%201", "", "99999999999" })
        {
            using var response = await CallAsync("GET", $"{list}limit={limit}");
            Assert.Contains("limit=", (await RefusedAsync(response, 400, ProblemTypes.InvalidRequest)).Detail!, StringComparison.Ordinal);
        }

        foreach (var cursor in new[] { "0", "x", "-1", "41", "", "99999999999999999999", "other-1", "jobs-0", "jobs-01", "jobs--1", "deployments-0", "jobs-", "uploads-1", "files.00000000-YQ" })
        {
            using var response = await CallAsync("GET", $"{list}cursor={cursor}");
            Assert.Contains("not a cursor of this list", (await RefusedAsync(response, 400, ProblemTypes.InvalidCursor)).Detail!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Page_ReadToTheEnd_HasEveryEntryOnceAndLeadsOnByItsLink()
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            await SubmitAsync(name);
            using var put = await CallAsync("PUT", $"/api/v1/files?path=dir/{name}%26", Json(name));
            using var begun = await CallAsync("POST", $"/api/v1/files?path=dir/up-{name}", null, ("Upload-Complete", "?0"));
        }

        Assert.Equal(["c", "b", "a"], await WalkAsync("/api/v1/jobs?limit=1&state=complete", "ticket"));
        Assert.Equal(["a&", "b&", "c&"], (await WalkAsync("/api/v1/files?path=dir&limit=2", "name")).Where(name => name[0] != '.'));
        Assert.Equal(["dir/up-a", "dir/up-b", "dir/up-c"], await WalkAsync("/api/v1/uploads?limit=2", "path"));
    }

    [Fact]
    public async Task Cursor_OfOneDirectory_IsNotOneOfAnother()
    {
        foreach (var path in new[] { "one/a", "one/b", "two/a" })
        {
            using var put = await CallAsync("PUT", $"/api/v1/files?path={path}", Json("x"));
        }

        var page = await Client.GetFromJsonAsync("/api/v1/files?path=one&limit=1", ApiJson.Default.FileList, Token);
        using var same = await CallAsync("GET", $"/api/v1/files?path=one/../one&cursor={page!.Next}");
        using var other = await CallAsync("GET", $"/api/v1/files?path=two&cursor={page.Next}");

        Assert.Equal(HttpStatusCode.OK, same.StatusCode);
        await RefusedAsync(other, 400, ProblemTypes.InvalidCursor);
    }

    private async Task<IReadOnlyList<string>> WalkAsync(string path, string member)
    {
        var found = new List<string>();
        for (string? next = path; next is not null;)
        {
            using var response = await CallAsync("GET", next);
            using var page = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(Token));
            found.AddRange(page.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty(member).GetString()!));
            next = Header(response, "Link")?.Split('<', '>')[1];
            Assert.Equal(next is null, page.RootElement.GetProperty("next").ValueKind == System.Text.Json.JsonValueKind.Null);
        }

        return found;
    }
}
