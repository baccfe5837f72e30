using Tentacle.Agent.Http.Responses;

namespace Tentacle.Agent.Tests.Http;

/// <summary>E9: under which name an answer is saved.</summary>
public sealed class DownloadNameTests : CalledAgent
{
    [Theory]
    [InlineData("report.txt", "attachment; filename=\"report.txt\"")]
    [InlineData("/var/log/my report.txt", "attachment; filename=\"my report.txt\"")]
    [InlineData(@"C:\logs\a.txt", "attachment; filename=\"a.txt\"")]
    [InlineData("é.txt", "attachment; filename=\"_.txt\"; filename*=UTF-8''%C3%A9.txt")]
    [InlineData("😀.txt", "attachment; filename=\"_.txt\"; filename*=UTF-8''%F0%9F%98%80.txt")]
    [InlineData("a\"b;c.txt", "attachment; filename=\"a_b_c.txt\"; filename*=UTF-8''a%22b%3Bc.txt")]
    [InlineData("a\r\nSet-Cookie: x", "attachment; filename=\"a__Set-Cookie_ x\"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x")]
    [InlineData("100%.txt", "attachment; filename=\"100_.txt\"; filename*=UTF-8''100%25.txt")]
    [InlineData("raw:caf%E9", "attachment; filename=\"raw_caf_E9\"; filename*=UTF-8''raw%3Acaf%25E9")]
    [InlineData("\u202egpj.exe", "attachment; filename=\"_gpj.exe\"; filename*=UTF-8''%E2%80%AEgpj.exe")]
    [InlineData("..", "attachment; filename=\"download\"; filename*=UTF-8''..")]
    [InlineData("dir/", "attachment; filename=\"download\"; filename*=UTF-8''")]
    [InlineData(" ", "attachment; filename=\"download\"; filename*=UTF-8''%20")]
    public void Format_OfAnyName_IsPlainAsciiAndKeepsTheName(string path, string expected) => Assert.Equal(expected, DownloadName.Format("attachment", path));

    [Theory]
    [InlineData("/api/v1/files?path=dir/report.txt", "attachment; filename=\"report.txt\"")]
    [InlineData("/api/v1/files?path=dir", null)]
    [InlineData("/api/v1/jobs/done/log", "inline; filename=\"done.ndjson\"")]
    public async Task Answer_ThatIsSaved_NamesItself(string path, string? expected)
    {
        await SubmitAsync("done");
        using var put = await CallAsync("PUT", "/api/v1/files?path=dir/report.txt", new StringContent("x"));
        using var get = await CallAsync("GET", path);
        using var head = await CallAsync("HEAD", path);

        Assert.Equal((expected, expected), (Header(get, "Content-Disposition"), Header(head, "Content-Disposition")));
    }

    [Fact]
    public async Task Log_AsText_IsNamedAfterItsJob()
    {
        await SubmitAsync("Done");
        using var text = await CallAsync("GET", "/api/v1/jobs/done/log", null, ("Accept", "text/plain"));
        using var events = await CallAsync("GET", "/api/v1/jobs/done/log", null, ("Accept", "text/event-stream"));

        Assert.Equal(("inline; filename=\"Done.log\"", null), (Header(text, "Content-Disposition"), Header(events, "Content-Disposition")));
    }
}
